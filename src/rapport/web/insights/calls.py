"""What the calls of the lists brought, beside those whom chance left in peace (CAM-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.outreach.holdout import CALLS_COUNT_FOR, SHARES
from rapport.outreach.models import TaskRule
from rapport.segmentation.called import Called, called, lots, minutes_on_the_phone
from rapport.staff.models import User
from rapport.web.insights.brought import BroughtPage, currency_of, group_lines, note_of, title_of
from rapport.web.insights.scope import Scope

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalledLine:
    """One rule of the list, as long as it held back so many of a hundred."""

    found: Called
    share: Any
    url: str

    @property
    def finding(self) -> str:
        """What the figures say, as a sentence."""
        return title_of(self.found)

    @property
    def offered_share(self) -> float:
        """Per cent of those on the list who came."""
        return round(100 * self.found.offered.share, 1)

    @property
    def held_share(self) -> float:
        """Per cent of those held back who came."""
        return round(100 * self.found.held_back.share, 1)


def called_lines(scope: Scope) -> list[CalledLine]:
    """Two queries."""
    return [
        CalledLine(one, SHARES.get(one.share, f"{one.share} %"), _url(one, scope))
        for one in called(_ids(scope), scope.start, scope.end)
    ]


def _url(one: Called, scope: Scope) -> str:
    return f"{reverse('web:insights_called', args=[one.rule.pk, one.share])}?{scope.query}"


def called_page(rule: TaskRule, share: int, user: User, scope: Scope) -> BroughtPage | None:
    """None where it has held nobody back, as far as the time to come is over. Five queries."""
    found = next(iter(called(_ids(scope), scope.start, scope.end, rule=rule, drawn=share)), None)
    if found is None:
        return None
    currency = currency_of(scope.at, user)
    return BroughtPage(
        title=title_of(found),
        note=note_of(found),
        lines=group_lines(_("On the list of calls"), found, currency),
        with_money=bool(currency),
        name=rule,
        foot=_foot(),
        back=f"{reverse('web:insights_mailings')}?{scope.query}",
        told=list(_told(found, scope)),
    )


def _told(found: Called, scope: Scope) -> Iterator[tuple[Any, Any]]:
    days = CALLS_COUNT_FOR
    counted = lots(_ids(scope), scope.start, scope.end - days).filter(rule=found.rule, drawn=found.share)
    later = lots(_ids(scope), scope.end - days + _DAY, scope.end).filter(rule=found.rule, drawn=found.share)
    yield _("Held back"), SHARES.get(found.share, found.share)
    yield _("Spoken to"), intcomma(found.spoken)
    yield _("Did not want it"), intcomma(found.refused)
    yield _("Not reached"), intcomma(found.not_reached)
    yield _("Minutes on the phone"), intcomma(minutes_on_the_phone(counted))
    yield _("Too new to count"), intcomma(later.count())


def _foot() -> str:
    days = CALLS_COUNT_FOR.days
    said = ngettext(
        "Visits count from the day after somebody came on the list, for %(days)s day. Chance drew who was held "
        "back; when that time is over they get their turn.",
        "Visits count from the day after somebody came on the list, for %(days)s days. Chance drew who was held "
        "back; when that time is over they get their turn.",
        days,
    )
    return said % {"days": days}


def _ids(scope: Scope) -> list[int]:
    return [branch.pk for branch in scope.at]
