"""What the audit keeps of a field, in words: days and moments by the clock of the page, whatever it
points to by its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
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
# what calls itself by a moment, which is kept in UTC
_BY_MOMENT = frozenset({"appointment", "restoration"})
_DAY = re.compile(r"\b(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?\b")
# what models call only by its name in the code
_LABELS = {
    "added_at": _("at"),
    "added_by": _("by"),
    "at": _("at"),
    "branch": _("branch"),
    "by": _("by"),
    "confirmed_at": _("confirmed at"),
    "confirmed_by": _("confirmed by"),
    "ended_at": _("ended at"),
    "ended_by": _("ended by"),
    "created_at": _("at"),
    "finished_by": _("finished by"),
    "followed_up_by": _("followed up by"),
    "made_at": _("at"),
    "patient": _("patient"),
    "position": _("position"),
    "recorded_at": _("recorded at"),
    "recorded_by": _("recorded by"),
    "retired_at": _("out of use since"),
    "user": _("user"),
    "visit": _("visit"),
}
# models of others, without a name in our languages
_KINDS = {"authenticator": _("Second step")}


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
        if (model := entry.content_type.model_class()) and _is_key_of(model._meta.pk, str(entry.object_pk)):
            keys[model._meta.pk].add(str(entry.object_pk))
    return {
        (target, str(getattr(one, target.attname))): str(one)
        for target, theirs in keys.items()
        for one in _seen(target.model, reader).filter(**{f"{target.name}__in": theirs})
    }


def _is_key(field: models.ForeignKey[Any, Any], text: str) -> bool:
    return text not in _NOTHING and _is_key_of(field.target_field, text)


def _is_key_of(field: Any, text: str) -> bool:
    return text.isdecimal() or isinstance(field, models.CharField)


def _seen(model: type[models.Model], reader: User) -> Any:
    # a visit is called by its patient, an absence by whose it is
    tied = [field.name for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    found: Any = model._default_manager.select_related(*tied)
    about_people = model is Patient or hasattr(model, "patient")
    return found.visible_to(reader) if about_people and hasattr(found, "visible_to") else found


def what(entry: LogEntry, names: Names) -> str:
    """What was changed: as it calls itself now, in the language of the page, else as it did when it was changed.
    With the name of its person, its days written as the page writes them."""
    model = entry.content_type.model_class()
    words = names.get((model._meta.pk, str(entry.object_pk)), "") if model else ""
    words = words or str(entry.object_repr)
    number, dot, rest = words.partition(" · ")
    if _number(entry) and number.isdecimal() and (name := names.get((Patient._meta.pk, number))):
        words = name + dot + rest
    in_utc = entry.content_type.model in _BY_MOMENT
    return _DAY.sub(lambda found: _day(found, in_utc=in_utc), words)


def kind(entry: LogEntry) -> str:
    """What sort of thing it is."""
    model = entry.content_type.model_class()
    return str(
        _KINDS.get(entry.content_type.model) or (model._meta.verbose_name if model else entry.content_type.model)
    )


def _day(found: re.Match[str], *, in_utc: bool) -> str:
    day, time = found[1], found[2] or ""
    try:
        if in_utc and time:
            return _moment(parse_datetime(found[0]))
        return f"{date_format(date.fromisoformat(day), 'SHORT_DATE_FORMAT')} {time}".rstrip()
    except ValueError:  # somebody's words, which only look like a day
        return found[0]


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
