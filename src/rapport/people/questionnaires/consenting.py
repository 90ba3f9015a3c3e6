"""The consents are the first page: without that to processing nothing is asked or kept (BAS-1, REC-11)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from rapport.people.actions.signing import Answer, Signature, sign
from rapport.people.models import Questionnaire, Signing
from rapport.people.questionnaires.filling import consent_missing
from rapport.people.questionnaires.opening import refuse_to_fill_in


def consents_asked(questionnaire: Questionnaire) -> Signing | None:
    """The page of consents that still waits to be signed; None where there is none."""
    signing = questionnaire.signing
    return signing if signing is not None and signing.signed_at is None else None


@transaction.atomic
def sign_consents(
    questionnaire: Questionnaire, signing: Signing, answers: Sequence[Answer], signature: Signature
) -> None:
    """Record what was answered; who does not agree to processing has filled in nothing. Refused: as `sign`."""
    sign(signing, answers, signature)
    if consent_missing(questionnaire.patient):
        refuse_to_fill_in(questionnaire)
