"""A tree of who brought whom, as a reader may see it: drawn with its largest branches, and as a table (REF-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from rapport.lib.figures import show_amount
from rapport.people.models import Patient, Standing
from rapport.segmentation.trees import Member, tree_below
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import standing_of

# so many of whom somebody brought are drawn, the last of them standing for all others; so many people are told of
WIDE, TOLD = 5, 100


@dataclass(frozen=True)
class Node:
    """Somebody of the drawing with what they spent, "" where that is not for the reader. `patient` None stands for
    `others`, the rest of those whom somebody brought with all below them; `hidden` are those who are below and not
    drawn. `main` is the branch that spent most.
    """

    patient: Patient | None
    standing: Standing | None
    money: str
    children: Sequence[Node] = ()
    others: int = 0
    hidden: int = 0
    main: bool = False


@dataclass(frozen=True)
class Row:
    """Somebody of the table: `brought` counts everyone below them."""

    patient: Patient
    standing: Standing | None
    referrer: Patient | None
    step: int
    brought: int
    money: str


@dataclass(frozen=True)
class Drawing:
    """`people` without the root. `total` is what all spent, "" where it is in several currencies or unseen."""

    root: Node
    rows: Sequence[Row]
    people: int
    steps: int
    with_money: bool
    total: str


@dataclass
class _Below:
    """What hangs on one member, themselves included."""

    people: int = 1
    spend: int = 0
    currencies: set[str] = field(default_factory=set)

    def add(self, other: _Below) -> None:
        self.people += other.people
        self.spend += other.spend
        self.currencies |= other.currencies


def draw_tree(person: int, user: User, branches: Sequence[Branch], *, steps: int) -> Drawing | None:
    """The tree below `person` among the people of `branches`, None where they brought nobody. Two queries."""
    members = tree_below(person, [branch.pk for branch in branches])
    if len(members) < 2:
        return None
    return _Drawer(members, user, {branch.pk: branch for branch in branches}, steps).drawing()


class _Drawer:
    def __init__(self, members: Sequence[Member], user: User, branches: Mapping[int, Branch], steps: int) -> None:
        self.user, self.branches, self.steps = user, branches, steps
        self.members = members
        self.money = {pk: user.may_at(Right.SEE_MONEY, pk) for pk in branches}
        self.children: dict[int, list[Member]] = defaultdict(list)
        self.below = {
            one.person: _Below(1, one.spend, {branches[one.branch].currency if self.money[one.branch] else ""})
            for one in members
        }
        for one in reversed(members):
            if one.referrer is not None:
                self.children[one.referrer].append(one)
                self.below[one.referrer].add(self.below[one.person])
        for brought in self.children.values():
            brought.sort(key=self._place)
        self.told = members[:TOLD]
        shown = {one.person for one in self.told} | set(self._drawn(members[0]))
        self.people = Patient.objects.select_related("standing", "branch").in_bulk(shown)

    def drawing(self) -> Drawing:
        root = self.members[0]
        all_of_it = self.below[root.person]
        return Drawing(
            root=self._node(root),
            rows=[self._row(one) for one in self.told],
            people=all_of_it.people - 1,
            steps=self.members[-1].step,
            with_money=any(self.money[one.branch] for one in self.members),
            total=self._sum([root]),
        )

    def _place(self, one: Member) -> tuple[int, int, int]:
        """Who spent most with all below them first, but for a reader who sees no amounts."""
        below = self.below[one.person]
        return (-below.spend if "" not in below.currencies else 0, -below.people, one.person)

    def _split(self, one: Member) -> tuple[list[Member], list[Member]]:
        """Of those whom `one` brought, who is drawn and who is told of together."""
        brought = self.children[one.person]
        return (brought, []) if len(brought) <= WIDE else (brought[: WIDE - 1], brought[WIDE - 1 :])

    def _drawn(self, one: Member) -> Iterator[int]:
        yield one.person
        if one.step < self.steps:
            for child in self._split(one)[0]:
                yield from self._drawn(child)

    def _node(self, one: Member, *, main: bool = False) -> Node:
        deepest = one.step >= self.steps
        named, others = ([], []) if deepest else self._split(one)
        several = len(named) > 1 and self._place(named[0])[0] < 0
        children = [self._node(child, main=several and child is named[0]) for child in named]
        if others:
            children.append(
                Node(None, None, self._sum(others), others=sum(self.below[o.person].people for o in others))
            )
        person = self.people[one.person]
        hidden = self.below[one.person].people - 1 if deepest else 0
        return Node(person, standing_of(person, self.user), self._spent(one), children, hidden=hidden, main=main)

    def _row(self, one: Member) -> Row:
        person = self.people[one.person]
        referrer = self.people.get(one.referrer) if one.referrer else None
        brought = self.below[one.person].people - 1
        return Row(person, standing_of(person, self.user), referrer, one.step, brought, self._spent(one))

    def _spent(self, one: Member) -> str:
        return _amount(one.spend, self.branches[one.branch].currency) if self.money[one.branch] else ""

    def _sum(self, members: Sequence[Member]) -> str:
        whole = _Below(0)
        for one in members:
            whole.add(self.below[one.person])
        [currency, *more] = whole.currencies
        return _amount(whole.spend, currency) if currency and not more else ""


def _amount(minor: int, currency: str) -> str:
    return show_amount(minor, currency, get_language() or "en")
