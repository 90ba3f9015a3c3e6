"""The private link of a survey: known to who holds it alone, open for some days (AFT-6)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Ending, Survey, Terms
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused

_TOKEN_BYTES = 16  # 128 bits: nobody guesses one
# after these nothing more is taken in; over any other end goes the word of the client
FINAL = frozenset({Ending.ANSWERED, Ending.NOT_ASKED})
# the people a page speaks to and of
_BESIDE = (
    "patient__branch__feedback_terms",
    "patient__guardian__branch",
    "patient__guardian__guardian__branch",
    "branch__feedback_terms",
    "dentist",
    "about",
)


def open_link(survey: Survey, *, days: int | None = None) -> str:
    """The token of a new link to `survey`, open for `days` (the branch's own by default); an older link of it
    leads nowhere from now on. Nobody can look the token up later: the database keeps its hash.

    Raises Refused: ended.
    """
    if survey.ended_how in FINAL:
        raise Refused("ended", _("This survey is closed. Nobody is asked twice."))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    open_for = timedelta(days=days or Terms.of(survey.branch).link_days)
    survey.token_hash, survey.link_expires_at = hash_of(token), clock.now() + open_for
    survey.save(update_fields=["token_hash", "link_expires_at"])
    return token


def survey_of(token: str) -> Survey | None:
    """The survey that a link leads to, open or not, with whom it is about; None where there is none."""
    return Survey.objects.select_related(*_BESIDE).filter(token_hash=hash_of(token)).first()


def link_is_over(survey: Survey) -> bool:
    return survey.link_expires_at is None or survey.link_expires_at <= clock.now()
