"""How the world outside reaches a page: what links in messages and providers are given."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def address_outside(page: str, *given: object) -> str:
    """The whole address of the URL called `page`; "" where the installation does not know its own."""
    return f"{settings.RAPPORT_ADDRESS}{reverse(page, args=given)}" if settings.RAPPORT_ADDRESS else ""
