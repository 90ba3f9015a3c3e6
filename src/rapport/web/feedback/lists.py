"""Which slips or complaints a list shows: both have an owner, a limit and an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import User

# key, label, condition
VIEWS: tuple[tuple[str, Any, Callable[[User, datetime], Q]], ...] = (
    ("open", _("Open"), lambda user, at: Q(closed_at=None)),
    ("mine", _("Mine"), lambda user, at: Q(closed_at=None, owner=user)),
    ("late", _("Overdue"), lambda user, at: Q(closed_at=None, due_at__lt=at)),
    ("closed", _("Closed"), lambda user, at: Q(closed_at__isnull=False)),
)
