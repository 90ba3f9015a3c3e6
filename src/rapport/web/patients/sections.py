"""The pages under Patients, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.tabs import Tab

# name of the URL, label, the right that opens it
SECTIONS: Sequence[tuple[str, Any, Right]] = (
    ("web:patients", _("Patients"), Right.SEE_PATIENTS),
    ("web:patients_prospects", _("Prospects"), Right.SEE_PATIENTS),
    ("web:segments", _("Segments"), Right.SEE_PATIENTS),
    ("web:messages", _("Messages"), Right.WRITE_MESSAGES),
)


def sections(user: User, here: str) -> list[Tab]:
    """Those that `user` may open, from the page `here`."""
    return [Tab(reverse(name), label, name == here) for name, label, right in SECTIONS if user.may(right)]
