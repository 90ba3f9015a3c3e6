"""What the audit keeps of a field, in words: days and moments by the clock of the page, people by their name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from auditlog.models import LogEntry
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rapport.people.models import Patient
from rapport.staff.models import User

_NOTHING = frozenset({"", "None"})
# what calls itself by the number of its person: a name would be read with every one that is saved
_BY_NUMBER = frozenset(
    {
        "departure",
        "gradebyhand",
        "heldmove",
        "hourswish",
        "interruption",
        "judgement",
        "notedsatisfaction",
        "participation",
        "pause",
        "payment",
        "purchase",
        "thinkingtime",
    }
)
# what models call only by its name in the code
_LABELS = {
    "branch": _("branch"),
    "confirmed_at": _("confirmed at"),
    "confirmed_by": _("confirmed by"),
    "ended_at": _("ended at"),
    "ended_by": _("ended by"),
    "finished_by": _("finished by"),
    "followed_up_by": _("followed up by"),
    "retired_at": _("out of use since"),
}


def colleagues(entries: Iterable[LogEntry]) -> dict[str, str]:
    """The names of all colleagues whom `entries` name by their number: one query for all of them."""
    named = {
        value
        for entry in entries
        for name, values in (entry.changes or {}).items()
        if isinstance(values, list) and isinstance(_field(entry, name), models.ForeignKey)
        for value in values
        if str(value).isdecimal() and _field(entry, name).related_model is User
    }
    return {str(one.pk): str(one) for one in User.objects.filter(pk__in=named)} if named else {}


def people(entries: Iterable[LogEntry], user: User) -> dict[str, str]:
    """The names of those whom what was changed calls by their number, as far as `user` sees them: one query."""
    numbers = {number for entry in entries if (number := _number(entry))}
    seen = Patient.objects.visible_to(user).filter(pk__in=numbers) if numbers else Patient.objects.none()
    return {str(pk): name for pk, name in seen.values_list("pk", "full_name")}


def what(entry: LogEntry, names: Mapping[str, str]) -> str:
    """What was changed, with the name of its person."""
    number, words = _number(entry), entry.object_repr
    return names[number] + words[len(number) :] if number in names else words


def told(entry: LogEntry, name: str, value: object, names: Mapping[str, str]) -> str:
    """`value` of the field `name`, as the audit keeps it, in words; what is no longer understood stays."""
    text, field = str(value), _field(entry, name)
    if text in _NOTHING:
        return "—"
    if isinstance(field, models.BooleanField):
        return gettext("yes") if text == "True" else gettext("no")
    if isinstance(field, models.DateTimeField):
        return _moment(parse_datetime(text)) or text
    if isinstance(field, models.DateField):
        day = parse_date(text)
        return date_format(day, "SHORT_DATE_FORMAT") if day else text
    if isinstance(field, models.ForeignKey):
        return names.get(text, text) if field.related_model is User else text
    return str(dict(getattr(field, "flatchoices", None) or ()).get(text, text))


def label(entry: LogEntry, name: str) -> str:
    """What the field `name` is called."""
    called: object = getattr(_field(entry, name), "verbose_name", name)
    return str(_LABELS.get(name) or called)


def _number(entry: LogEntry) -> str:
    number = entry.object_repr.partition(" · ")[0]
    return number if entry.content_type.model in _BY_NUMBER and number.isdecimal() else ""


def _moment(moment: datetime | None) -> str:
    """The audit keeps moments in UTC, without saying so."""
    if moment is None:
        return ""
    aware = moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)
    return date_format(timezone.localtime(aware), "SHORT_DATETIME_FORMAT")


def _field(entry: LogEntry, name: str) -> Any:
    model = entry.content_type.model_class()
    return next((one for one in model._meta.get_fields() if one.name == name), None) if model else None
