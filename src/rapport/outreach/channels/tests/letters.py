"""A letter with a way out."""

from __future__ import annotations

from rapport.outreach.channels.base import Outgoing

LINK = "https://clinic.example/unsubscribe/abc/"
LETTER = Outgoing(
    "birthday:17:2026", "marsh@example.com", "С днём рождения! 生日快乐", "Поздравляем 恭喜", "ru", LINK
)
