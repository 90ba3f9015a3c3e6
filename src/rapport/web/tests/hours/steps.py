"""What the tests of hours ask for and say."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

SERVICE = {
    "name_zh-hans": "检查",
    "name_ru": "Осмотр",
    "name_en": "Check-up",
    "category": "checkup",
    "minutes": "30",
    "buffer_minutes": "10",
    "bookable_online": "on",
    "early_days": "7",
    "position": "0",
}


def here(name: str, *args: object) -> str:
    return reverse(f"web:hours_{name}", args=args)


def text(page: Client, url: str) -> str:
    return page.get(url).content.decode()


def opened(page: Client, url: str) -> dict[str, str]:
    """The page as it is opened: with what it was filled."""
    return {"before": str(page.get(url).context["before"])}
