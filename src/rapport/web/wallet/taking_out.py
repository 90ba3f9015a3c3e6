"""The lists of cards and rewards as files: the columns of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from rapport.lib.money import exponent
from rapport.loyalty.models import RewardKind
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.exporting import Cell, Export, count_for_export
from rapport.web.wallet.asking import Asked, card_lines, running_at
from rapport.web.wallet.pages import rows_of

_AT_ONCE = 500


def cards(asked: Asked) -> Export:
    """Refused when there is nothing, or too much."""
    running = running_at(asked.at)

    def cells(some: Sequence[Any]) -> Iterable[list[Cell]]:
        for one in card_lines(some, running):
            branch, tier = one.card.patient.branch, one.stands.now if one.stands else None
            yield [
                one.card.patient.file_number, one.card.patient.full_name, one.card.number,
                tier.name if tier else "", tier.percent if tier else None, _amount(one.card.spend or 0, branch),
                one.card.points or 0, _amount(one.card.fund or 0, branch), branch.currency,
                branch.day_of(one.card.opened_at), branch.name,
            ]  # fmt: skip

    headings = [
        _("File number"), _("Client"), pgettext("of a discount card", "Number"),
        pgettext("of a discount card", "Step"), _("Discount, per cent"), _("Spent"), _("Points"), _("Dental fund"),
        _("Currency"), pgettext("card", "Opened"), _("Branch"),
    ]  # fmt: skip
    return _export(asked, "cards", headings, asked.cards(), cells)


def rewards(asked: Asked) -> Export:
    """Refused when there is nothing, or too much."""

    def cells(some: Sequence[Any]) -> Iterable[list[Cell]]:
        for one in rows_of(some, asked.user):
            branch, is_rebate = one.reward.patient.branch, one.reward.kind == RewardKind.REBATE
            yield [
                one.reward.patient.file_number, one.reward.patient.full_name,
                capfirst(str(one.reward.get_kind_display())), one.what,
                _amount(one.reward.over or one.reward.due, branch) if is_rebate else None,
                branch.currency if is_rebate else "",
                one.newcomer.full_name if one.newcomer else "", one.reward.day, branch.name,
            ]  # fmt: skip

    headings = [
        _("File number"), _("Client"), _("Reward"), capfirst(_("gift")), _("Amount"), _("Currency"),
        _("For whom they brought"), _("Day"), _("Branch"),
    ]  # fmt: skip
    return _export(asked, "rewards", headings, asked.listed().prefetch_related("settlements__by"), cells)


def _export(
    asked: Asked,
    what: str,
    headings: list[str],
    rows: QuerySet[Any],
    cells: Callable[[Sequence[Any]], Iterable[list[Cell]]],
) -> Export:
    ids = asked.user.branches_where(Right.EXPORT_PATIENTS)
    found = rows if ids is None else rows.filter(patient__branch__in=ids)
    return Export(
        what=what,
        filter=asked.address().partition("?")[2],
        headings=headings,
        rows=_rows(found, cells, get_language() or "en"),
        count=count_for_export(found, asked.user),
        with_money=True,
    )


def _rows(
    found: QuerySet[Any], cells: Callable[[Sequence[Any]], Iterable[list[Cell]]], language: str
) -> Iterator[list[Cell]]:
    """Read while the answer is sent: then the language of the request is no longer in force."""
    ids = list(found.values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        with translation.override(language):
            told = list(cells(list(found.filter(pk__in=ids[start : start + _AT_ONCE]))))
        yield from told


def _amount(minor: int, branch: Branch) -> Decimal:
    return Decimal(minor).scaleb(-exponent(branch.currency))
