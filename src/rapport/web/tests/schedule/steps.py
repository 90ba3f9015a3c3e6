"""What the browser draws, and what it sends."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

MONDAY_MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def calendar(page: Client, **asked_for: object) -> dict[str, Any]:
    """What the browser draws."""
    return dict(json.loads(page.get(reverse("web:schedule"), asked_for).context["data"]))


def placed(**said: object) -> dict[str, object]:
    return {"day": "2026-11-23", "minutes": 30, **said}
