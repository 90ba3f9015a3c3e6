"""Whom a bulk action is for: the rows that were picked, or everyone the list asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.people.models import Patient, survivors_of
from rapport.people.models.patient import PatientQuerySet
from rapport.staff.roles import Right
from rapport.web.ids import ids_of
from rapport.web.patients.question import Question, read_question
from rapport.web.patients.rows import Reader


@dataclass(frozen=True)
class Selection:
    """`ids` of the picked rows, or None for everyone `question` asks for."""

    question: Question
    ids: Sequence[int] | None

    def people(self, right: Right) -> PatientQuerySet:
        """Those selected for whom the reader has `right`: a queryset that is worked out when it is used."""
        allowed = self.question.people.visible_to(self.question.reader.user, right)
        if self.ids is None:
            return allowed
        # what was picked may have been merged since: then the record that stands is meant
        ids = {*self.ids, *survivors_of(self.ids).values()}
        return Patient.objects.visible_to(self.question.reader.user, right).filter(pk__in=ids)

    def told(self) -> str:
        """For the log."""
        return self.question.query if self.ids is None else "ids: " + ", ".join(map(str, self.ids))


def read_selection(posted: QueryDict, reader: Reader) -> Selection:
    """Whom a bulk form means. Refused where nobody is selected, or where its filters cannot be understood:
    leaving one out would mean more people than were seen."""
    question = read_question(QueryDict(posted.get("query", "")), reader)
    if posted.get("all") == "1":
        if question.wrong:
            raise Refused("filters_not_understood", _("Not done: %(wrong)s"), {"wrong": question.wrong[0]})
        return Selection(question, None)
    ids = ids_of(posted.getlist("patient"))
    if not ids:
        raise Refused("nobody_selected", _("Nobody is selected. Tick people in the list, then try again."))
    return Selection(question, ids)
