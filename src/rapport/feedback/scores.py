"""What is asked and how answers are read: dimensions, points out of ten and their four bands (AFT-4). Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LOWEST, HIGHEST = 1, 10
# the least points of each band but the last
_ALL_OF_THEM, _GOOD, _FAIR = 10, 8, 6


class Dimension(TextChoices):
    """What a client is asked about; `OVERALL` is the visit as a whole."""

    OVERALL = "overall", pgettext_lazy("of a survey", "the visit as a whole")
    RESULT = "result", _("treatment result")
    DENTIST = "dentist", pgettext_lazy("of a survey", "the dentist")
    SERVICE = "service", _("nurse and service")
    WAITING = "waiting", _("waiting")
    HYGIENE = "hygiene", _("environment and hygiene")
    PRICE = "price", _("price clarity")
    COMMUNICATION = "communication", _("communication")


class Band(TextChoices):
    """10 very satisfied, 8 and 9 satisfied, 6 and 7 fair, under 6 dissatisfied."""

    DELIGHTED = "delighted", _("very satisfied")
    SATISFIED = "satisfied", _("satisfied")
    FAIR = "fair", _("fair")
    DISSATISFIED = "dissatisfied", _("dissatisfied")


# these open a slip (AFT-5)
UNHAPPY = frozenset({Band.FAIR, Band.DISSATISFIED})


def band_of(points: int) -> Band:
    """The band of `points` out of ten. ValueError outside 1 to 10."""
    if not LOWEST <= points <= HIGHEST:
        raise ValueError(f"{points} is not between {LOWEST} and {HIGHEST}")
    if points >= _ALL_OF_THEM:
        return Band.DELIGHTED
    if points >= _GOOD:
        return Band.SATISFIED
    return Band.FAIR if points >= _FAIR else Band.DISSATISFIED
