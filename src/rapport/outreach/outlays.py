"""What a clinic spends on winning and on keeping clients, noted by month (LOY-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.outreach.models import Aim, Outlay
from rapport.staff.models import Branch, User

# first of the month → what for → the notes, the one that counts first
Notes = Mapping[date, Mapping[Aim, list[Outlay]]]


def note_outlays(branch: Branch, month: date, amounts: Mapping[Aim, int], *, by: User) -> None:
    """Note what `branch` spent in the month of the day `month`, in minor units; what is noted so already is not
    noted again. Refused: month.
    """
    first = month.replace(day=1)
    if first > branch.today():
        raise Refused("month", _("This month has not come yet."))
    known = {
        aim: notes[0].amount
        for aim, notes in notes_of([branch.pk], first, first).get(branch.pk, {}).get(first, {}).items()
    }
    Outlay.objects.bulk_create(
        Outlay(branch=branch, month=first, aim=aim, amount=amount, by=by)
        for aim, amount in amounts.items()
        if known.get(aim) != amount
    )


def notes_of(
    branch_ids: Iterable[int], since: date, until: date
) -> dict[int, dict[date, dict[Aim, list[Outlay]]]]:
    """Branch → its notes of the months that begin between the two days, both included. One query."""
    found: dict[int, dict[date, dict[Aim, list[Outlay]]]] = {}
    rows = Outlay.objects.filter(branch__in=branch_ids, month__gte=since, month__lte=until).select_related("by")
    for one in rows.order_by("month", "-pk"):
        of_month = found.setdefault(one.branch_id, {}).setdefault(one.month, {})
        of_month.setdefault(Aim(one.aim), []).append(one)
    return found


def spent(notes: Notes, aim: Aim) -> int | None:
    """What was spent on it in all months together; None where nothing is noted."""
    amounts = [of[aim][0].amount for of in notes.values() if aim in of]
    return sum(amounts) if amounts else None
