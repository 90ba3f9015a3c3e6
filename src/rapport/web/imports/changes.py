"""Each field that a row changes, before and after, as the reader writes such values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.care.models import Visit
from rapport.importing.deciding.known import TARGETS
from rapport.importing.recognising import LABELS
from rapport.lib.figures import show_amount, show_day, show_moment, show_phone
from rapport.staff.models import Branch

NOTHING = "—"
_MONEY = frozenset({"amount", "paid", "price"})
# the field of the record whose values the field of a sheet takes, where the two have other names
_KEPT_AS = {"notes": "remark", "death_date": "died_on", "referrer": "referrer_words"}


class Change(NamedTuple):
    """One field: its name, what it was, what it becomes."""

    label: str
    before: str
    after: str


class Changes:
    """Shows the changes of rows at `branch`; remembers which record a number stands for."""

    def __init__(self, branch: Branch) -> None:
        self.branch, self.language = branch, get_language() or "en"
        self._named: dict[tuple[type[models.Model], str], str] = {}

    def of(self, changes: list[dict[str, Any]], became: str) -> list[Change]:
        """`changes` as a row keeps them; `became` names the kind of record."""
        model = TARGETS.get(became)
        return [self._change(change, model) for change in changes]

    def _change(self, change: Mapping[str, Any], model: type[models.Model] | None) -> Change:
        name = change["field"]
        field = _field(model, _KEPT_AS.get(name, name))
        own = Visit._meta.verbose_name if name == "visit" else None
        label = own or LABELS.get(name) or (field.verbose_name if field else name)
        return Change(
            capfirst(str(label)),
            self._shown(change["before"], name, field),
            self._shown(change["after"], name, field),
        )

    def _shown(self, value: str, name: str, field: models.Field[Any, Any] | None) -> str:
        if value in (None, ""):
            return NOTHING
        if name in _MONEY:
            return show_amount(int(value), self.branch.currency, self.language)
        if name == "visit":  # the day of it
            return self._moment(value)
        if name == "phones":
            return show_phone(value)
        if name == "consent" and value == "+":
            return _("given")
        return self._by_field(value, field)

    def _by_field(self, value: str, field: models.Field[Any, Any] | None) -> str:
        if isinstance(field, models.BooleanField):
            return _("yes") if value == "True" else _("no")
        if isinstance(field, models.ForeignKey):
            return self._record(field, value)
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return self._moment(value)

    def _moment(self, value: str) -> str:
        try:
            if len(value) == len("2026-03-05"):
                return show_day(date.fromisoformat(value), self.language)
            return show_moment(datetime.fromisoformat(value), self.branch.zone, self.language)
        except ValueError:
            return value

    def _record(self, field: models.ForeignKey[Any, Any], value: str) -> str:
        model = field.remote_field.model
        if (model, value) not in self._named:
            found = model._default_manager.filter(**{field.target_field.name: value}).first()
            self._named[model, value] = str(found or value)
        return self._named[model, value]


def _field(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name.removesuffix("_id")) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None
