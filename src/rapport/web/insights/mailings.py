"""What mailings brought, beside those who got nothing (CAM-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.outreach.models import Mailing, Message
from rapport.segmentation.brought import SPAN, Brought, brought
from rapport.staff.models import Branch, User
from rapport.web.insights.brought import BroughtPage, currency_of, group_lines, money, note_of, title_of
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
    finding_url: str


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
    url, finding_url = (
        f"{reverse(name, args=[mailing.pk])}?{scope.query}"
        for name in ("web:insights_mailing", "web:insights_mailing_finding")
    )
    until = day + timedelta(days=SPAN)
    return MailingLine(mailing, day, until, here.today() <= until, url, finding_url)


def brought_page(mailing: Mailing, user: User, scope: Scope) -> BroughtPage:
    """Twelve queries, however many people it was for."""
    branches = _branches(mailing, scope)
    here = branches[0]
    found, currency = brought(mailing, branches), currency_of(branches, user)
    line = _line(mailing, here, scope)
    return BroughtPage(
        title=title_of(found),
        note=note_of(found),
        lines=group_lines(_("Written to"), found, currency),
        with_money=bool(currency),
        name=mailing.template,
        foot=_foot(),
        back=f"{reverse('web:insights_mailings')}?{scope.query}",
        still=_still(line.until) if line.counting else "",
        told=list(_told(mailing, line.day, found, currency)),
    )


def _told(mailing: Mailing, day: date, found: Brought, currency: str) -> Iterator[tuple[Any, Any]]:
    yield _("Begun"), date_format(day, "SHORT_DATE_FORMAT")
    yield _("Channel"), mailing.get_channel_display()
    yield _("By"), mailing.by
    if mailing.told:
        yield _("Chosen people"), mailing.told
    yield _("Sent"), intcomma(found.reached)
    yield _("Wrote back"), intcomma(found.answered)
    if currency and found.cost:
        yield _("Cost of sending"), money(found.cost, currency)


def _still(until: date) -> str:
    said = _("Still counting, until %(day)s: what stands here will change.")
    return said % {"day": date_format(until, "DATE_FORMAT")}


def _foot() -> str:
    said = ngettext(
        "Visits count from the day after on, for %(days)s day. Chance drew who was held back, of those alone who "
        "might have been written to.",
        "Visits count from the day after on, for %(days)s days. Chance drew who was held back, of those alone who "
        "might have been written to.",
        SPAN,
    )
    return said % {"days": SPAN}


def _branches(mailing: Mailing, scope: Scope) -> list[Branch]:
    """Those of the scope whose people were written to, so that one of another currency hides no amounts."""
    reached = set(Message.objects.filter(batch=mailing.pk).values_list("patient__branch", flat=True).distinct())
    return [one for one in scope.at if one.pk in reached] or scope.at
