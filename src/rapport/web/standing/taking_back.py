"""The way back from what one has just noted of a person: for ten seconds, and for whoever noted it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.care.models import Judgement
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import take_back, take_back_return
from rapport.people.models import Departure, NotedSatisfaction, Participation, Patient, Purchase, Questionnaire
from rapport.segmentation.refresh import refresh_at_once
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.refusals import refusals_said
from rapport.web.standing.loading import person_for

if TYPE_CHECKING:
    from django.db.models import Model

# the toast offers it for ten seconds; a slow network gets some more
_OPEN = timedelta(seconds=30)
_SALT = "rapport.web.standing.taking_back"

_RECORDS: dict[str, type[Model]] = {
    "judgement": Judgement,
    "satisfaction": NotedSatisfaction,
    "departure": Departure,
    "coming_back": Departure,
    "participation": Participation,
    "purchase": Purchase,
    "questionnaire": Questionnaire,
}


def way_back(what: str, record: Any, *, by: User) -> str:
    """The path that takes `record` back; signed, it says who may and until when."""
    until = (clock.now() + _OPEN).timestamp()
    token = signing.dumps([what, record.pk, by.pk, until], salt=_SALT)
    return reverse("web:card_record_undoing", args=[record.patient_id, token])


@require_POST
def record_undoing(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Take back what one has just noted."""
    patient = person_for(request, pk, Right.WRITE_NOTES)
    undo = _undo(token, patient, staff(request))
    with refusals_said(request):
        if undo is None:
            raise Refused("too_late", _("It stays: what was noted can be taken back for ten seconds."))
        undo()
        refresh_at_once(patient)
        say(request, _("Taken back."))
    return redirect("web:card_standing", pk)


def _undo(token: str, patient: Patient, user: User) -> Callable[[], None] | None:
    """What the token takes back; None where it is not `user`'s, is over, or what it names is gone."""
    try:
        what, record_pk, user_pk, until = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    record: Any = _RECORDS[what]._base_manager.filter(pk=record_pk, patient=patient).first()
    if record is None or user_pk != user.pk or clock.now().timestamp() > until:
        return None
    return (lambda: take_back_return(record)) if what == "coming_back" else lambda: take_back(record, of=patient)
