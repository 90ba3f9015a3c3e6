"""The texts that come with the program: what people read until the clinic publishes its own."""

from __future__ import annotations

from rapport.people.consents.wording import chinese, english, russian
from rapport.staff.models import Branch

_LANGUAGES = {"zh-hans": chinese, "ru": russian, "en": english}


def shipped_text(branch: Branch, purpose: str, language: str) -> str:
    """The text about `purpose` in `language` under the law of the country of `branch`, naming the clinic."""
    words = _LANGUAGES[language]
    law, image_law = words.LAWS.get(branch.region, words.LAW_ELSEWHERE)
    clinic = words.CLINIC.format(name=branch.name, address=branch.address) if branch.address else branch.name
    return str(words.TEXTS[purpose]).format(clinic=clinic, law=law, image_law=image_law)
