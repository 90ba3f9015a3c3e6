"""Questionnaires of the demo clinic (BAS-1): most newcomers filled one in, some did not, and one is on its way."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import cycle

from rapport.lib import clock
from rapport.people.consents import agreeing
from rapport.people.guardianship import needs_guardian
from rapport.people.models import Patient
from rapport.people.models.consent import Reason
from rapport.people.models.consent_text import Purpose
from rapport.people.questionnaires import (
    consent_missing,
    give_questionnaire,
    open_questionnaire,
    refuse_questionnaire,
    save_draft,
)
from rapport.staff.models import Branch, User

# the newest of a branch that are told of, and which of them filled in none
_NEWCOMERS, _EVERY_NONE = 36, 4
_REASONS = (Reason.NO_TIME, Reason.NOT_OFFERED, Reason.DID_NOT_WANT)
_HEALTH: tuple[dict[str, list[str]], ...] = (
    {"allergies": ["no"], "anaesthesia": ["no"], "thinners": ["no"], "smoking": ["no"]},
    {"allergies": ["yes"], "anaesthesia": ["unsure"], "thinners": ["no"], "fear": ["strong"], "fears": ["needle"]},
    {"allergies": ["no"], "thinners": ["yes"], "illnesses": ["heart", "pressure"], "smoking": ["no"]},
    {"allergies": ["no"], "thinners": ["no"], "illnesses": ["diabetes"], "infections": ["in_person"]},
)
_ALLERGIC_TO = {"zh-hans": "青霉素", "ru": "пенициллин", "en": "penicillin"}
_WISHES: tuple[dict[str, list[str]], ...] = (
    {"wishes": ["checkup", "hygiene"], "matters": ["attention"], "best_time": ["evening"], "best_way": ["wechat"]},
    {"wishes": ["pain"], "matters": ["painless", "speed"], "best_time": ["afternoon"], "best_way": ["call"]},
    {"wishes": ["whitening", "beauty"], "matters": ["quality"], "best_time": ["weekend"], "best_way": ["sms"]},
    {"wishes": ["braces"], "matters": ["price"], "travel_minutes": ["50"], "best_way": ["call", "sms"]},
    {"wishes": ["implants"], "matters": ["quality", "attention"], "last_dentist": ["long"]},
)


def fill_in_questionnaires(desks: dict[Branch, User]) -> None:
    """Those of the newest people of every branch, as from their first day on."""
    for branch, desk in desks.items():
        newest = agreeing(Patient.objects.filter(branch=branch).living(), Purpose.PROCESSING, on=branch.today())
        people = newest.exclude(registered_on=None).select_related("branch").order_by("-registered_on", "-pk")
        grown_up = [one for one in people[: 2 * _NEWCOMERS] if not needs_guardian(one, branch.today())]
        reasons, answers = cycle(_REASONS), zip(cycle(_HEALTH), cycle(_WISHES), strict=False)
        for place, patient in enumerate(grown_up[:_NEWCOMERS]):
            if place == 0:
                _begin(patient, desk)
                continue
            with clock.set_to(_first_day(patient)):
                if place % _EVERY_NONE == 0 or consent_missing(patient):
                    refuse_questionnaire(patient, next(reasons), by=desk)
                else:
                    _give(patient, desk, *next(answers))


def _first_day(patient: Patient) -> datetime:
    assert patient.registered_on is not None
    at = patient.branch.moment(patient.registered_on, time(10))
    return min(at, clock.now() - timedelta(hours=1))


def _give(patient: Patient, desk: User, health: dict[str, list[str]], wishes: dict[str, list[str]]) -> None:
    questionnaire, _token = open_questionnaire(patient, by=desk, on_tablet=True)
    allergic = (
        {"allergies_words": [_ALLERGIC_TO[patient.branch.language]]} if health["allergies"] == ["yes"] else {}
    )
    give_questionnaire(questionnaire, {"full_name": [patient.full_name], **wishes, **health, **allergic})


def _begin(patient: Patient, desk: User) -> None:
    """A link on its way, with what was typed so far."""
    questionnaire, _token = open_questionnaire(patient, by=desk, on_tablet=False)
    save_draft(questionnaire, {"wishes": ["whitening"]}, patient.branch.language)
