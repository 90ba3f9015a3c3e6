"""Which text a person reads: the clinic's own, else that of the house, else the one that came with the program."""

from __future__ import annotations

from rapport.people.consents.wording import shipped_text
from rapport.people.models import ConsentText
from rapport.people.models.consent_text import hash_of
from rapport.staff.models import Branch


def body_in_force(branch: Branch, purpose: str, language: str) -> tuple[str, ConsentText | None]:
    """What a person at `branch` reads now, and its published row; None where a shipped text was never used yet."""
    own = (
        ConsentText.objects.published()
        .filter(purpose=purpose, language=language, branch__in=[branch], shipped=False)
        .order_by("-version")
        .first()
    )
    house = ConsentText.objects.published().filter(purpose=purpose, language=language, branch=None)
    text = own or house.order_by("-version").first()
    if text is not None:
        return text.body, text
    body = shipped_text(branch, purpose, language)
    known = ConsentText.objects.filter(
        purpose=purpose, language=language, branch=branch, shipped=True, sha256=hash_of(body)
    )
    return body, known.first()
