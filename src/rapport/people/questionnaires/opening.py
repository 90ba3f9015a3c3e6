"""A questionnaire is handed over, sent or not filled in (BAS-1)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused
from rapport.people.actions.marks import hold_all, touch
from rapport.people.actions.signing import open_signing
from rapport.people.consents import agreeing, in_force
from rapport.people.models import Patient, Questionnaire, Signing
from rapport.people.models.consent import Reason
from rapport.people.models.consent_text import Purpose
from rapport.people.models.questionnaire import FilledThrough, Outcome
from rapport.people.questionnaires.sheets import sheet_in_force
from rapport.staff.models import Branch, User

# a tablet is filled in at the desk, a link before the visit
ON_TABLET, BY_LINK = timedelta(hours=1), timedelta(days=7)
# so long after the end of its link a draft is still taken up by a new one
DRAFT_WAITS = timedelta(days=30)
_TOKEN_BYTES = 16  # 128 bits: nobody guesses one
_BESIDE = ("patient__branch", "patient__guardian", "patient__source", "patient__referrer", "sheet", "signing")


@transaction.atomic
def open_questionnaire(patient: Patient, *, by: User | None, on_tablet: bool) -> tuple[Questionnaire, str]:
    """A questionnaire for `patient` to fill in, and the token of its address, which nobody can look up later.

    One that was open before leads nowhere from now on. What was typed into it goes to the new one; but not without
    the consent, nor from a tablet into a link, which may be opened by somebody else. `by` None: with a booking
    online, where the consents were asked already.
    Refused: deceased, consent_first (nobody answers for asking), merged_away.
    """
    _check(patient)
    hold_all([patient.pk])
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), clock.now()
    typed = end_open(patient)
    agreed = in_force(patient, Purpose.PROCESSING)
    goes_on = agreed and typed is not None and (on_tablet or typed.through == FilledThrough.LINK)
    signing = None if agreed else _consents(patient, by, on_tablet=on_tablet)
    questionnaire = Questionnaire.objects.create(
        patient=patient,
        sheet=sheet_in_force(),
        through=FilledThrough.TABLET if on_tablet else FilledThrough.LINK,
        token_hash=hash_of(token),
        expires_at=now + (ON_TABLET if on_tablet else BY_LINK),
        opened_by=by,
        opened_at=now,
        signing=signing,
        draft=typed.draft if typed and goes_on else {},
        language=typed.language if typed else "",
    )
    return questionnaire, token


def open_on_paper(patient: Patient, *, by: User) -> Questionnaire:
    """A questionnaire that `by` types in from paper, unsaved: `give_questionnaire` keeps it. Refused: deceased."""
    _check(patient)
    return Questionnaire(patient=patient, through=FilledThrough.PAPER, opened_by=by, opened_at=clock.now())


def questionnaire_of(token: str) -> Questionnaire | None:
    """The one that a link leads to, open or not; None where there is none."""
    found = Questionnaire.objects.select_related(*_BESIDE).prefetch_related("patient__contacts")
    return found.filter(token_hash=hash_of(token)).first()


def is_over(questionnaire: Questionnaire) -> bool:
    """Whether its link has run out."""
    return questionnaire.expires_at is None or questionnaire.expires_at <= clock.now()


@transaction.atomic
def refuse_questionnaire(patient: Patient, reason: str, *, by: User) -> Questionnaire:
    """Write down that `patient` filled in none, and why (BAS-1); one that is open leads nowhere from now on.

    Refused: reason_needed, deceased, merged_away.
    """
    if reason not in set(Reason) - {Reason.NONE}:
        raise Refused("reason_needed", _("Choose why: no time, not offered, or did not want."))
    _check(patient)
    touch([patient.pk])
    end_open(patient)
    now = clock.now()
    return Questionnaire.objects.create(
        patient=patient,
        opened_by=by,
        opened_at=now,
        ended_at=now,
        day=patient.branch.today(),
        ended_how=Outcome.REFUSED,
        reason=reason,
        ended_by=by,
    )


@transaction.atomic
def refuse_to_fill_in(questionnaire: Questionnaire) -> None:
    """The client says on the page that they do not want to; nothing that was typed is kept."""
    hold_all([questionnaire.patient_id])
    held = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    if held.ended_at is not None or is_over(held):
        return
    held.ended_at, held.day = clock.now(), questionnaire.patient.branch.today()
    held.ended_how, held.reason, held.draft = Outcome.REFUSED, Reason.DID_NOT_WANT, {}
    held.save()
    touch([held.patient_id])


def forget_drafts() -> int:
    """Take away what was typed and never sent, once its link has been over for a month, or the consent is no more;
    how many that were."""
    typed = Questionnaire.objects.open().exclude(draft={})
    count = typed.filter(expires_at__lte=clock.now() - DRAFT_WAITS).update(draft={})
    for branch in Branch.objects.all():
        there = Patient.objects.filter(branch=branch)
        agreed = agreeing(there, Purpose.PROCESSING, on=branch.today()).values("pk")
        count += typed.filter(patient__branch=branch).exclude(patient__in=agreed).update(draft={})
    return count


def _consents(patient: Patient, by: User | None, *, on_tablet: bool) -> Signing:
    """The first page, which a member of staff answers for."""
    if by is None:
        said = _("First comes the consent to the processing of personal data: without it nothing is kept.")
        raise Refused("consent_first", said)
    return open_signing(patient, by=by, on_tablet=on_tablet)[0]


def end_open(patient: Patient) -> Questionnaire | None:
    """What lies open of `patient` leads nowhere from now on: gives the last into which something was typed."""
    lying = list(Questionnaire.objects.open().filter(patient=patient).select_for_update().order_by("-pk"))
    Questionnaire.objects.filter(pk__in=[one.pk for one in lying]).delete()
    return next((one for one in lying if one.draft), None)


def _check(patient: Patient) -> None:
    if patient.deceased:
        raise Refused("deceased", _("%(name)s has died: there is nobody to ask."), {"name": patient})
