"""What the audit keeps of a field, in words: days and moments by the clock of the page, whatever it
points to by its name."""

from __future__ import annotations

from collections import defaultdict
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

# the field that is pointed to, and the key as the audit keeps it → the name
Names = Mapping[tuple[Any, str], str]
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


def named(entries: Iterable[LogEntry], reader: User) -> Names:
    """The names of what `entries` point to and are about, of people whom `reader` sees: a query for every kind."""
    keys: dict[Any, set[str]] = defaultdict(set)
    for entry in entries:
        for name, values in (entry.changes or {}).items():
            field = _field(entry, name)
            if isinstance(values, list) and isinstance(field, models.ForeignKey):
                keys[field.target_field].update(key for key in map(str, values) if _is_key(field, key))
        if number := _number(entry):
            keys[Patient._meta.pk].add(number)
    return {
        (target, str(getattr(one, target.attname))): str(one)
        for target, theirs in keys.items()
        for one in _seen(target.model, reader).filter(**{f"{target.name}__in": theirs})
    }


def _is_key(field: models.ForeignKey[Any, Any], text: str) -> bool:
    return text not in _NOTHING and (text.isdecimal() or isinstance(field.target_field, models.CharField))


def _seen(model: type[models.Model], reader: User) -> Any:
    found: Any = model._default_manager.select_related()  # a visit is called by its patient
    about_people = model is Patient or hasattr(model, "patient")
    return found.visible_to(reader) if about_people and hasattr(found, "visible_to") else found


def what(entry: LogEntry, names: Names) -> str:
    """What was changed, with the name of its person, and an appointment by the clock of the page."""
    number, words = _number(entry), str(entry.object_repr)
    if entry.content_type.model == "appointment":
        who, dot, moment = words.rpartition(" · ")
        return who + dot + (_moment(parse_datetime(moment)) or moment)
    name = names.get((Patient._meta.pk, number))
    return name + words[len(number) :] if name else words


def told(entry: LogEntry, name: str, value: object, names: Names) -> str:
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
        return names.get((field.target_field, text), text)
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
