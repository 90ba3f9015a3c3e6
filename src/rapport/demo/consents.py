"""What people of the demo clinic said later about their data (REC-11, BAS-1): refusals and why, ways they do not
want, photos for a year, and a few pages that they signed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import cycle, islice

from rapport.lib import clock
from rapport.people.actions.consent_texts import text_in_force
from rapport.people.actions.consents import give_consent, refuse_consent, withdraw_consent
from rapport.people.actions.signing import Answer, Signature, open_signing, sign
from rapport.people.consents.strokes import Stroke
from rapport.people.guardianship import needs_guardian
from rapport.people.models import Consent, Patient
from rapport.people.models.consent import BY_CHANNEL, Channel, Reason, Way
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch, User

_REASONS = (Reason.NO_TIME, Reason.DID_NOT_WANT, Reason.NOT_OFFERED, Reason.DID_NOT_WANT)
_CHANNELS = (Channel.CALL, Channel.SMS, Channel.CALL, Channel.EMAIL)
_READ = ("zh-hans", "ru", "en")
# how many of a branch: refused marketing, want no messages by one way, gave photos for a year, signed a page
_REFUSED, _WAYS, _YEARLY, _SIGNED = 40, 16, 10, 4
_YEAR = timedelta(days=365)


def record_later_words(desks: dict[Branch, User]) -> None:
    """Words of the people of every branch, written down by its desk."""
    for branch, desk in desks.items():
        _refuse(branch, desk)
        _leave_out_ways(branch, desk)
        _limit_photos(branch, desk)
        _sign(branch, desk)


def _grown_up(branch: Branch, purpose: str) -> list[Patient]:
    """Living people who speak for themselves and last agreed to `purpose`, in the order of their records."""
    agreed = Consent.objects.in_force(purpose, on=branch.today()).values("patient")
    people = Patient.objects.living().filter(branch=branch, pk__in=agreed, guardian=None).order_by("pk")
    return [patient for patient in people.select_related("branch", "facts") if not _is_child(patient)]


def _is_child(patient: Patient) -> bool:
    return needs_guardian(patient, patient.branch.today())


def _last_visit(patient: Patient) -> date:
    latest = patient.visits.order_by("-day").values_list("day", flat=True).first()
    return latest or patient.branch.today()


def _refuse(branch: Branch, desk: User) -> None:
    willing = {patient.pk for patient in _grown_up(branch, Purpose.MARKETING)}
    asked = set(Consent.objects.filter(purpose=Purpose.MARKETING).values_list("patient", flat=True))
    silent = [p for p in _grown_up(branch, Purpose.PROCESSING) if p.pk not in willing | asked]
    for patient, reason in zip(silent[:_REFUSED], cycle(_REASONS), strict=False):
        day = _last_visit(patient)
        refuse_consent(patient, Purpose.MARKETING, by=desk, reason=reason, refused_on=day)


def _leave_out_ways(branch: Branch, desk: User) -> None:
    """Messages yes, but not by this way; who thinks about a plan can still be called about it (LOY-4)."""
    for patient, channel in zip(_every(6, branch, Purpose.CARE, _WAYS), cycle(_CHANNELS), strict=False):
        if patient.thinking_times.exists():
            continue
        day = _last_visit(patient)
        withdraw_consent(patient, Purpose.CARE, by=desk, channel=channel, how=Way.PHONE, withdrawn_on=day)


def _limit_photos(branch: Branch, desk: User) -> None:
    """Photos may be shown for a year: for some the year is over."""
    for patient in _every(5, branch, Purpose.PHOTOS, _YEARLY):
        day = _last_visit(patient)
        give_consent(patient, Purpose.PHOTOS, by=desk, given_on=day, how=Way.PAPER, expires_on=day + _YEAR)


def _every(step: int, branch: Branch, purpose: str, number: int) -> list[Patient]:
    return list(islice(_grown_up(branch, purpose), step, step * (number + 1), step))


def _sign(branch: Branch, desk: User) -> None:
    """Pages signed in the last weeks: on the tablet of the desk, and by link at home."""
    signers = _grown_up(branch, Purpose.PHOTOS)[-_SIGNED:]
    for place, patient in enumerate(signers):
        day = branch.today() - timedelta(days=3 * (_SIGNED - place))
        with clock.set_to(branch.moment(day, time(16, 20))):
            signing, _token = open_signing(patient, by=desk, on_tablet=place % 2 == 0)
            language = patient.language if patient.language in _READ else "ru"
            answers = list(_answers(branch, language, place))
            drawn = Signature(patient.full_name, "", _drawn(len(patient.full_name)), language, "")
            sign(signing, answers, drawn)


def _answers(branch: Branch, language: str, place: int) -> Iterator[Answer]:
    """Everything but, for every second one, marketing; messages by phone and by one messenger."""
    for purpose in Purpose:
        ways = (Channel.CALL, Channel.WECHAT if branch.region == "CN" else Channel.TELEGRAM)
        channels = ways if purpose in BY_CHANNEL else ()
        agreed = purpose is not Purpose.MARKETING or place % 2 == 0
        text = text_in_force(branch, purpose, language)
        yield Answer(purpose, agreed, text.sha256, channels if agreed else ())


def _drawn(letters: int) -> list[Stroke]:
    """A signature: a wave of so many loops that runs out, and a line under it."""
    loops = min(letters, 12)
    wave = [
        [80 + step * 700 // (loops * 12), round(200 + (110 - step * 80 / (loops * 12)) * math.sin(step / 2.2))]
        for step in range(loops * 12)
    ]
    return [wave, [[120 + 24 * step, 330 - step // 3] for step in range(30)]]
