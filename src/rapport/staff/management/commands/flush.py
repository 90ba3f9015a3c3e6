"""Django's `flush`, which empties every table, with the guards of what stays out of its way meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush

from rapport.lib import guards


class Command(flush.Command):
    """They are back whatever comes of it."""

    def handle(self, **options: Any) -> None:
        guards.remove(options["database"])
        try:
            super().handle(**options)
        finally:
            guards.install(options["database"])
