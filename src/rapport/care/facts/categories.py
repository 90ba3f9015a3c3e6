"""What a person was treated for, as words and as bits."""

from __future__ import annotations

from rapport.care.models import Category
from rapport.care.models.category import Need
from rapport.lib.facts import Codes

# the needs that specialists treat, and the simple ones (PAT-B, PAT-C)
SPECIALIST = (Need.IMPLANT, Need.ORTHODONTIC, Need.RESTORATION)
BASIC = (Need.PREVENTION, Need.BASIC, Need.PAEDIATRIC)


def kinds_of_treatment() -> tuple[tuple[str, int, str], ...]:
    """Code, position and need of every category."""
    return tuple(Category.objects.values_list("code", "position", "need"))


# what the clinic writes itself of them, by which the words of criteria are made
WRITTEN = ((Category, ("code", "position", "need", "name")),)


def categories() -> Codes:
    known = list(Category.objects.all())
    groups = {
        need.value: tuple(one.code for one in known if one.need == need)
        for need in Need
        if need.value not in {one.code for one in known}
    }
    for word, chosen in (("specialist", SPECIALIST), ("basic", BASIC)):
        groups[word] = tuple(one.code for one in known if one.need in chosen)
    places = {one.code: one.position for one in known}
    return Codes({one.code: str(one) for one in known}, groups=groups, bits=places)


def category_codes() -> Codes:
    """Categories where a row has one of them: the same words, without bits."""
    codes = categories()
    return Codes(codes.labels, groups=codes.groups)


def needs() -> Codes:
    return Codes({need.value: need.label for need in Need})
