"""The values of two records in the words of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rapport.people.merging.choosing import Question, Row
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.web.calls.lines import place_of
from rapport.web.card.frame import language_called


def _names(model: Any, ids: set[Any], reader: User) -> dict[int, str]:
    named = {pk: str(one) for pk, one in model._base_manager.in_bulk(ids).items()}
    if model is Patient:
        seen = set(Patient.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))
        named |= dict.fromkeys(ids - seen, _("someone of another branch"))
    return named


class Words:
    """What records say, as text; names of what they refer to are looked up once for both."""

    def __init__(self, people: Sequence[Patient], reader: User) -> None:
        self._names: dict[str, dict[int, str]] = {}
        for field in Patient._meta.concrete_fields:
            ids = {getattr(patient, field.attname) for patient in people} - {None}
            if field.related_model and ids:
                self._names[field.attname] = _names(field.related_model, ids, reader)

    def of(self, question: Question, row: Row) -> str:
        """The value of all its fields; "" for nothing."""
        if question.key == "name":
            return str(row["full_name"])
        if question.key == "death":
            return self._death(row)
        return " · ".join(filter(None, (self._value(name, row[name]) for name in question.fields)))

    def _death(self, row: Row) -> str:
        if not row["deceased"]:
            return _("living")
        return _("died %(day)s") % {"day": date_format(row["died_on"])} if row["died_on"] else _("deceased")

    def _value(self, name: str, value: Any) -> str:
        if name in self._names:
            return self._names[name].get(value, "") if value else ""
        choices = dict(Patient._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        match value:
            case None | "":
                return ""
            case bool():
                return _("yes") if value else _("no")
            case date():
                return date_format(value, "SHORT_DATE_FORMAT")
        if name == "language":
            return language_called(str(value))
        if name == "time_zone":
            return place_of(str(value))
        return str(choices.get(value, value))
