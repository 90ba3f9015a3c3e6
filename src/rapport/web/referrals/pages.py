"""What the owner sees of referrals (REF-4, REF-5): how many came by them, the trees, what these people spend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.lib.means import difference_of_means
from rapport.lib.proportions import Difference
from rapport.loyalty.terms import programmes
from rapport.people.models import Patient
from rapport.segmentation.referrals import Newcomers, brought_by, newcomers
from rapport.segmentation.rewards import RewardCost, not_thanked, reward_costs
from rapport.segmentation.trees import FEW, Tree, largest_trees, rings
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.addresses import query_of
from rapport.web.ids import id_of
from rapport.web.insights.base.look import Look, People, counted
from rapport.web.insights.charts import Months, months_chart
from rapport.web.referrals.tree import Drawing, draw_tree

# trees in the list, steps of the one that is drawn, and rings that are told of
LISTED, STEPS, RINGS = 8, 4, 5
_NEW = "first_visit within 12 months"
_REFERRED = f"{_NEW} and referred"
_UNKNOWN = f"{_REFERRED} and referred_by is unknown"
_NOT_THANKED = (
    "exists referral(visits >= 1, since within 12 months) and not deceased and "
    "(last_contact is unknown or last_contact older than 12 months)"
)


@dataclass(frozen=True)
class TreeLine:
    tree: Tree
    root: Patient
    money: str
    url: str
    current: bool


@dataclass(frozen=True)
class TreesPanel:
    title: str
    lines: Sequence[TreeLine]
    drawing: Drawing | None
    with_money: bool
    through_few: int
    not_thanked: People | None
    by_rewards: bool
    # who brought whom comes back to where it began: each with the first once more at their end
    rings: Sequence[Sequence[Patient]]


@dataclass(frozen=True)
class RatePanel:
    """`months` is branch → first of the month → its newcomers."""

    title: str
    lines: Sequence[tuple[Branch, Newcomers]]
    chart: Months | None
    months: Mapping[Branch, Mapping[date, Newcomers]]
    unknown: People


@dataclass(frozen=True)
class SpendLine:
    """What a newcomer of either kind has spent on average; `verdict` says whether chance may have made it. A
    rewarded referral cost `reward` on average, "" where none was, and so many `gifts` besides."""

    branch: Branch
    new: Newcomers
    referred: str
    others: str
    verdict: str
    reward: str
    gifts: int


@dataclass(frozen=True)
class SpendPanel:
    """`rewarding` where a branch has a programme of rewards."""

    title: str
    lines: Sequence[SpendLine]
    rewarding: bool
    gifts: int


@dataclass(frozen=True)
class ReferralsPage:
    title: str
    referred: People
    new: People
    by: int
    trees: TreesPanel | None
    rate: RatePanel | None
    spend: SpendPanel | None


def referrals_page(look: Look, chosen: str) -> ReferralsPage:
    """Of the last twelve months; `chosen` begins the tree to draw. As many queries at any size of the base."""
    branches = look.branches(Right.SEE_PATIENTS)
    ids = [branch.pk for branch in branches]
    new, referred, unknown = look.people_of([_NEW, _REFERRED, _UNKNOWN])
    by_month = newcomers(ids, look.scope.start)
    months = {branch: by_month[branch.pk] for branch in branches if branch.pk in by_month}
    whole = {branch: reduce(add, of.values()) for branch, of in months.items()}
    return ReferralsPage(
        title=_title(referred.number, new.number),
        referred=referred,
        new=new,
        by=brought_by(ids, look.scope.start),
        trees=_trees(look, branches, chosen),
        rate=_rate(whole, months, unknown) if whole else None,
        spend=_spend(look, whole),
    )


def _title(referred: int, new: int) -> str:
    if not new:
        return _("Nobody has come for the first time within a year")
    said = {"number": counted(referred), "share": number_format(round(100 * referred / new))}
    return (
        ngettext(
            "%(number)s new client came by referral, %(share)s%% of all new ones",
            "%(number)s new clients came by referral, %(share)s%% of all new ones",
            referred,
        )
        % said
    )


def _trees(look: Look, branches: Sequence[Branch], chosen: str) -> TreesPanel | None:
    """None where nobody has brought anybody. At most seven queries beyond the words of the language."""
    ids = [branch.pk for branch in branches]
    found = largest_trees(ids, look.scope.start, LISTED)
    if not found.largest:
        return None
    root = id_of(chosen) or found.largest[0].root
    drawing = draw_tree(root, look.user, branches, steps=STEPS)
    if drawing is None:
        root = found.largest[0].root
        drawing = draw_tree(root, look.user, branches, steps=STEPS)
    people = Patient.objects.select_related("standing").in_bulk([tree.root for tree in found.largest])
    with_money = len(look.branches(Right.SEE_MONEY)) == len(branches)
    lines = [_tree_line(look, tree, people[tree.root], branches, root, with_money) for tree in found.largest]
    few = found.through_few if len(found.largest) >= FEW else 0
    return TreesPanel(_tree_title(lines[0]), lines, drawing, with_money, few, *_thanks(look), _rings(ids))


def _rings(ids: Sequence[int]) -> list[list[Patient]]:
    found = rings(ids, RINGS)
    people = Patient.objects.in_bulk({pk for ring in found for pk in ring}) if found else {}
    return [[people[pk] for pk in (*ring, ring[0])] for ring in found]


def _thanks(look: Look) -> tuple[People | None, bool]:
    """Who is not thanked yet, and whether rewards tell it. Where none are kept, or the reader does not see them,
    it is those whom nobody has written to or called."""
    seen = look.branches(Right.SEE_MONEY)
    if seen and programmes(seen):
        branch = look.scope.branch
        url = f"{reverse('web:wallets')}?{query_of({'branch': branch.pk if branch else ''})}"
        return People(not_thanked(seen), url), True
    return (look.people_where(_NOT_THANKED), False) if look.may_ask(_NOT_THANKED) else (None, False)


def _tree_line(
    look: Look, tree: Tree, root: Patient, branches: Sequence[Branch], current: int, with_money: bool
) -> TreeLine:
    branch = next(one for one in branches if one.pk == tree.branch)
    money = look.amount(tree.money, branch) if with_money and tree.money is not None else ""
    asked = query_of({"branch": look.scope.branch.pk if look.scope.branch else "", "tree": tree.root})
    return TreeLine(tree, root, money, f"?{asked}#tree", tree.root == current)


def _tree_title(line: TreeLine) -> str:
    said = {"name": line.root.full_name, "number": counted(line.tree.brought), "money": line.money}
    if not line.money:
        return (
            ngettext(
                "The largest tree: %(number)s person through %(name)s",
                "The largest tree: %(number)s people through %(name)s",
                line.tree.brought,
            )
            % said
        )
    return (
        ngettext(
            "The largest tree: %(number)s person through %(name)s, %(money)s with their own",
            "The largest tree: %(number)s people through %(name)s, %(money)s with their own",
            line.tree.brought,
        )
        % said
    )


def _rate(
    whole: Mapping[Branch, Newcomers], months: Mapping[Branch, Mapping[date, Newcomers]], unknown: People
) -> RatePanel:
    best = max(whole, key=lambda branch: whole[branch].share)
    said = {"branch": best, "share": number_format(round(whole[best].share))}
    title = (
        _("Referrals bring %(share)s%% of new clients")
        if len(whole) == 1
        else _("Referrals bring most at %(branch)s: %(share)s%% of new clients")
    )
    several = len({month for of in months.values() for month in of}) > 1
    chart = months_chart({str(branch): of for branch, of in months.items()}) if several else None
    return RatePanel(title % said, list(whole.items()), chart, months, unknown)


def _spend(look: Look, whole: Mapping[Branch, Newcomers]) -> SpendPanel | None:
    """None where the reader sees no amounts."""
    seen = look.branches(Right.SEE_MONEY)
    apart = {
        branch: difference_of_means(new.referred, new.others) for branch, new in whole.items() if branch in seen
    }
    if not apart:
        return None
    costs = reward_costs(list(apart), look.scope.start)
    lines = [_spend_line(look, branch, whole[branch], found, costs.get(branch)) for branch, found in apart.items()]
    title = _spend_title(list(apart.values()))
    return SpendPanel(title, lines, bool(costs), sum(line.gifts for line in lines))


def _spend_title(found: Sequence[Difference | None]) -> str:
    told = [one for one in found if one and one.told]
    if len(told) == len(found) and all(one.low > 0 for one in told):
        return _("Referred clients spend more than other new ones")
    if len(told) == len(found) and all(one.high < 0 for one in told):
        return _("Referred clients spend less than other new ones")
    return (
        _("Whether referred clients spend more cannot be told of every branch")
        if told
        else _("Whether referred clients spend more cannot be told")
    )


def _spend_line(
    look: Look, branch: Branch, new: Newcomers, apart: Difference | None, cost: RewardCost | None
) -> SpendLine:
    def money(amount: float) -> str:
        return look.amount(int(round(amount, -2)), branch)

    if apart is None:
        verdict = _("too few to tell")
    elif not apart.told:
        verdict = _("may be chance")
    else:
        verdict = _("%(low)s to %(high)s more") if apart.low > 0 else _("%(low)s to %(high)s less")
        bounds = (apart.low, apart.high) if apart.low > 0 else (-apart.high, -apart.low)
        verdict %= dict(zip(("low", "high"), map(money, bounds), strict=True))
    reward = money(cost.each) if cost and cost.each is not None else ""
    gifts = cost.unpriced if cost else 0
    return SpendLine(branch, new, money(new.referred.mean), money(new.others.mean), verdict, reward, gifts)
