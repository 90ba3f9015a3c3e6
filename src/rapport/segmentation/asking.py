"""What somebody may ask by. A count tells as much as a list: whoever may not see amounts must not narrow them
down by counting (REC-12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from rapport.criteria.tree import Node, tells
from rapport.criteria.vocabulary import Vocabulary
from rapport.lib.facts import Tells
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User
from rapport.staff.roles import Right

# what a fact tells → the right it takes to ask by it
_NEEDED = {
    Tells.MONEY: Right.SEE_MONEY,
    Tells.CARE: Right.SEE_CARE,
    Tells.STANDING: Right.SEE_VALUE,
    Tells.INFLUENCE: Right.SEE_VALUE,
    Tells.DEALINGS: Right.SEE_WORDS,
}
_WHY = {
    Right.SEE_MONEY: _("“%(name)s” is about amounts, which you do not see now. Ask without it."),
    Right.SEE_CARE: _("“%(name)s” is about findings and plans, which you do not see. Ask without it."),
    Right.SEE_VALUE: _("“%(name)s” is about class and value, which you do not see now. Ask without it."),
    Right.SEE_WORDS: _("“%(name)s” is about what went on with clients, which you do not see now. Ask without it."),
}


def vocabulary_for(user: User) -> Vocabulary:
    """The words of the language; those that `user` may not ask by are closed, and say why."""
    closed = {told: _WHY[right] for told, right in _NEEDED.items() if not user.may(right)}
    return replace(vocabulary(), closed=closed)


def rights_asked(node: Node) -> list[Right]:
    """The rights that one needs at a person's branch to learn whether they meet `node`."""
    return sorted({Right.SEE_PATIENTS, *rights_told(tells(node))})


def rights_told(told: Iterable[Tells]) -> set[Right]:
    """The rights without which one may not learn what gives this away."""
    return {_NEEDED[one] for one in told}


def branches_asked(node: Node, user: User) -> frozenset[int] | None:
    """The branches at which `user` may ask by `node`; None means all. Nowhere, where a right is missing."""
    found: frozenset[int] | None = None
    for right in rights_asked(node):
        ids = user.branches_where(right)
        found = ids if found is None else found if ids is None else found & ids
    return found
