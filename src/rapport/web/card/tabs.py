"""The tabs of the card: one table, read by the frame of every tab page. docs/components.md says how to add one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.care.figures import count_open, count_visits
from rapport.web.consents.lines import count_purposes
from rapport.web.family.pages import family_count
from rapport.web.photos.pages import number_of_photos
from rapport.web.tabs import Tab

# (patient, who looks) → the figure beside the label; 0 and None show nothing. One query, of an index.
Count = Callable[[Patient, User], int | None]


@dataclass(frozen=True)
class CardTab:
    """One tab: `url_name` takes the id of the person; `right` is needed at the person's branch."""

    key: str
    label: Any
    url_name: str
    right: Right
    count: Count | None = None


CARD_TABS: tuple[CardTab, ...] = (
    CardTab("overview", _("Overview"), "web:card", Right.SEE_PATIENTS),
    CardTab("timeline", _("Timeline"), "web:card_timeline", Right.SEE_PATIENTS),
    CardTab("standing", _("Standing"), "web:card_standing", Right.SEE_VALUE),
    CardTab("plans", _("Plan & problems"), "web:card_plans", Right.SEE_CARE, count_open),
    CardTab("visits", _("Visits"), "web:card_visits", Right.SEE_CARE, count_visits),
    CardTab("family", _("Family & referrals"), "web:card_family", Right.SEE_PATIENTS, family_count),
    CardTab("consents", _("Consents"), "web:card_consents", Right.SEE_PATIENTS, count_purposes),
    CardTab("questionnaire", _("Questionnaire"), "web:card_questionnaire", Right.SEE_PATIENTS),
    CardTab("reach", _("Reach"), "web:card_reach", Right.SEE_WORDS),
    CardTab("wallet", _("Wallet"), "web:card_wallet", Right.SEE_MONEY),
    CardTab("photos", _("Photos"), "web:photos", Right.SEE_CARE, number_of_photos),
    CardTab("audit", _("Audit"), "web:card_audit", Right.SEE_AUDIT),
)


def tabs_for(patient: Patient, user: User, current: str) -> list[Tab]:
    """The tabs `user` may open, as `c-views` takes them; `current` is the key of the one that is open."""
    return [
        Tab(
            reverse(tab.url_name, args=[patient.pk]),
            tab.label,
            tab.key == current,
            (tab.count(patient, user) or None) if tab.count else None,
        )
        for tab in CARD_TABS
        if may_at(patient, user, tab.right)
    ]
