"""Who wrote and is not known, as whoever may write people down meets them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rapport.outreach.audience import KINDS
from rapport.outreach.models import Answer
from rapport.outreach.models.answer import AnswerQuerySet
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.ids import id_of


def answer_for(request: HttpRequest, pk: int) -> Answer:
    """An answer of which the reader may say whose it is, and nobody has."""
    return get_object_or_404(_unknown(request), pk=pk)


def _unknown(request: HttpRequest) -> AnswerQuerySet:
    seen = Answer.objects.visible_to(staff(request), Right.EDIT_PATIENTS)
    return seen.filter(patient=None).select_related("account")


def new_person_url(answer: Answer) -> str:
    """Where whoever wrote `answer` is written down, at the branch that they wrote to."""
    asked = {"answer": answer.pk} | ({"branch": answer.account.branch_id} if answer.account.branch_id else {})
    return f"{reverse('web:person_new')}?{urlencode(asked)}"


def writer_of(request: HttpRequest) -> Answer | None:
    """What the person who is being written down wrote; None where they are not for that, and where a colleague has
    said meanwhile whose it is."""
    return _unknown(request).filter(pk=id_of(request.GET.get("answer", ""))).first()


def reached_by(writer: Answer) -> dict[str, str]:
    """The row of contacts that is known of who wrote."""
    kind = KINDS.get(writer.account.channel)
    return {"kind": kind, "value": writer.sender} if kind else {}
