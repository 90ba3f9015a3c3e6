"""The list of complaints as a file: the columns of the page, with every word that the page would show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from rapport.feedback.models import Complaint
from rapport.lib import clock
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.complaints.asking import Asked
from rapport.web.complaints.pages import BESIDE, line_of
from rapport.web.exporting import Cell, Export, count_for_export

_AT_ONCE = 500


def export_of(asked: Asked) -> Export:
    """What the list shows, of branches at which its reader may take people out. Refused when there is nothing, or
    too much."""
    now = clock.now()
    rows = asked.rows(now).visible_to(asked.user, Right.EXPORT_PATIENTS)
    count = count_for_export(rows, asked.user)
    return Export(
        what="complaints",
        filter=asked.query(),
        headings=_headings(),
        rows=_rows(list(rows.values_list("pk", flat=True)), asked.user, now, get_language() or "en"),
        count=count,
        # what somebody wrote may name them
        with_money=asked.user.may(Right.SEE_MONEY),
    )


def _headings() -> list[str]:
    return [
        _("Client"), _("Heard"), _("Written down"), capfirst(_("severity")), _("About"), _("In their words"),
        _("What comes next"), pgettext("of a complaint", "Owner"), _("Until"), pgettext("when", "Closed"),
        capfirst(_("points out of ten")), _("Branch"),
    ]  # fmt: skip


def _rows(ids: Sequence[int], user: User, now: datetime, language: str) -> Iterator[list[Cell]]:
    """Read while the answer is sent: then the language of the request is no longer in force."""
    complaints = Complaint.objects.select_related(*BESIDE).prefetch_related("kind_rows", "steps")
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = complaints.in_bulk(some)
        with translation.override(language):
            cells = [_cells(found[pk], user, now) for pk in some if pk in found]
        yield from cells


def _cells(one: Complaint, user: User, now: datetime) -> list[Cell]:
    line, closed = line_of(one, user, now), one.closed_at and one.branch.local(one.closed_at)
    return [
        line.who, str(one.get_heard_display()), one.raised_on, str(one.get_severity_display()),
        "; ".join(str(kind.label) for kind in one.kinds), line.said,
        str(one.get_closed_how_display()) if closed else line.next, str(one.owner or ""),
        None if closed else line.due, closed, one.second_points, one.branch.name,
    ]  # fmt: skip
