"""What mailings brought, beside those who got nothing (CAM-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rapport.lib.figures import show_amount
from rapport.outreach.models import Mailing, Message
from rapport.segmentation.brought import SPAN, Brought, Group, brought
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.insights.scope import Scope

SHOWN = 100


@dataclass(frozen=True)
class MailingLine:
    """One mailing of the list; `until` is the last day that counts, `counting` whether it has not passed."""

    mailing: Mailing
    day: date
    until: date
    counting: bool
    url: str


@dataclass(frozen=True)
class GroupLine:
    """One of the two groups, in words; money "" where it is in several currencies or not for this reader."""

    label: str
    group: Group
    share: float
    spent: str
    spent_each: str


@dataclass(frozen=True)
class BroughtPage:
    title: str
    note: str
    mailing: Mailing
    day: date
    until: date
    counting: bool
    found: Brought
    lines: Sequence[GroupLine]
    with_money: bool
    cost: str
    back: str


def mailing_lines(user: User, scope: Scope) -> list[MailingLine]:
    """The latest first. One query."""
    if not scope.branches:
        return []
    here = scope.branch or scope.branches[0]
    since, until = here.moment(scope.start), here.moment(scope.end + timedelta(days=1))
    rows = Mailing.objects.compared(user).filter(at__gte=since, at__lt=until).select_related("template", "by")
    return [_line(one, here, scope) for one in rows[:SHOWN]]


def _line(mailing: Mailing, here: Branch, scope: Scope) -> MailingLine:
    day = here.day_of(mailing.at)
    url = f"{reverse('web:insights_mailing', args=[mailing.pk])}?{scope.query}"
    until = day + timedelta(days=SPAN)
    return MailingLine(mailing, day, until, here.today() <= until, url)


def brought_page(mailing: Mailing, user: User, scope: Scope) -> BroughtPage:
    """Twelve queries, however many people it was for."""
    branches = _branches(mailing, scope)
    here = branches[0]
    found = brought(mailing, branches)
    one_currency = len({branch.currency for branch in branches}) == 1
    with_money = one_currency and all(user.may_at(Right.SEE_MONEY, branch.pk) for branch in branches)
    until = here.day_of(mailing.at) + timedelta(days=SPAN)
    counting = here.today() <= until
    return BroughtPage(
        title=_title(found),
        note=_note(found),
        mailing=mailing,
        day=here.day_of(mailing.at),
        until=until,
        counting=counting,
        found=found,
        lines=[
            _group(_("Written to"), found.written, here.currency if with_money else ""),
            _group(_("Held back, to compare"), found.held_back, here.currency if with_money else ""),
        ],
        with_money=with_money,
        cost=_money(found.cost, here.currency) if with_money and found.cost else "",
        back=f"{reverse('web:insights_mailings')}?{scope.query}",
    )


def _branches(mailing: Mailing, scope: Scope) -> list[Branch]:
    """Those of the scope whose people were written to, so that one of another currency hides no amounts."""
    asked = [scope.branch] if scope.branch else list(scope.branches)
    reached = set(Message.objects.filter(batch=mailing.pk).values_list("patient__branch", flat=True).distinct())
    return [one for one in asked if one.pk in reached] or asked


def _group(label: str, group: Group, currency: str) -> GroupLine:
    # without the smallest coins
    each = round(group.spent // group.people, -2) if group.people else 0
    return GroupLine(
        label,
        group,
        round(100 * group.share, 1),
        _money(group.spent, currency) if currency else "",
        _money(each, currency) if currency else "",
    )


def _money(amount: int, currency: str) -> str:
    return show_amount(amount, currency, get_language() or "en")


def _title(found: Brought) -> str:
    """What the figures say, as a sentence."""
    apart = found.difference
    if apart is None:
        return _("There is nobody to compare with")
    if not apart.told:
        return _("Whether it brought anybody cannot be told from chance")
    if apart.value < 0:
        return _("Fewer came than without it")
    people = max(1, round(apart.value * found.written.people))
    said = ngettext(
        "It brought about %(people)s person who would not have come otherwise",
        "It brought about %(people)s people who would not have come otherwise",
        people,
    )
    return said % {"people": people}


def _note(found: Brought) -> str:
    """How sure that is."""
    apart = found.difference
    if apart is None:
        return ""
    low, high = (f"{round(100 * bound):+d}".replace("-", "−") for bound in (apart.low, apart.high))
    said = {"low": low, "high": high}
    return _("Of a hundred people, the difference is between %(low)s and %(high)s, 95 times in 100.") % said
