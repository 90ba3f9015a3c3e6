"""How far the work on an import is, and about how long it still takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.importing.models import Import, ImportState
from rapport.lib import clock

# before that a rate says nothing
MEASURED_SECONDS = 2.0
# a worker takes up new work within seconds
UNTAKEN = timedelta(seconds=20)

_LABELS: dict[ImportState, Any] = {
    ImportState.STAGING: gettext_lazy("Reading the files"),
    ImportState.CHECKING: gettext_lazy("Checking the rows"),
    ImportState.APPLYING: gettext_lazy("Writing the rows"),
    ImportState.UNDOING: gettext_lazy("Taking the import back"),
}


@dataclass(frozen=True)
class Progress:
    """A bar: what goes on, how far it is (per cent; None where that cannot be said), in figures, and a remark.

    `poll` is the address that tells it again; it carries since when and from where the rate is measured.
    """

    label: str
    value: int | None
    figure: str
    note: str
    waits: bool
    poll: str


def progress_of(imported: Import, asked: QueryDict) -> Progress:
    """The progress of what a worker is doing. `asked` holds where the measuring began, if it did."""
    now = clock.now().timestamp()
    since, done = _number(asked.get("since"), now), _number(asked.get("from"), imported.done)
    left = _seconds_left(imported, now - since, imported.done - done)
    address = reverse("web:import_progress", args=[imported.pk])
    poll = f"{address}?state={imported.state}&since={since:.0f}&from={done:.0f}"
    finishing = bool(imported.total) and imported.done >= imported.total
    counted = imported.state != ImportState.STAGING and not finishing and imported.total
    waits = _waits(imported)
    return Progress(
        _label(imported, finishing),
        None if finishing or not imported.done else imported.percent,
        _figure(imported, left) if counted else "",
        _("No worker has taken this up yet. It begins as soon as one is free.")
        if waits
        else _("You can leave this page; the work goes on."),
        waits,
        poll,
    )


def _label(imported: Import, finishing: bool) -> str:
    if finishing and imported.state in (ImportState.APPLYING, ImportState.UNDOING):
        return _("Looking for duplicates and counting")
    return str(_LABELS[ImportState(imported.state)])


def _figure(imported: Import, left: float | None) -> str:
    figure = _("%(done)s of %(total)s") % {"done": grouped(imported.done), "total": grouped(imported.total)}
    return figure if left is None else f"{figure} · {left_words(left)}"


def _seconds_left(imported: Import, seconds: float, done: float) -> float | None:
    if seconds < MEASURED_SECONDS or done <= 0:
        return None
    return (imported.total - imported.done) * seconds / done


def left_words(seconds: float) -> str:
    """About how long: in steps of five seconds, from a minute and a half in minutes."""
    if seconds < 90:
        number = max(5, round(seconds / 5) * 5)
        return ngettext("about %(number)s s left", "about %(number)s s left", number) % {"number": number}
    number = round(seconds / 60)
    return ngettext("about %(number)s min left", "about %(number)s min left", number) % {"number": number}


def _waits(imported: Import) -> bool:
    if imported.heartbeat_at is not None:
        return False
    last = imported.steps.order_by("-pk").values_list("at", flat=True).first()
    return last is not None and clock.now() - last > UNTAKEN


def _number(text: str | None, otherwise: float) -> float:
    return float(text) if text and text.isdecimal() and len(text) < 15 else otherwise


def grouped(number: int) -> str:
    """A number with its thousands apart, as the reader writes it."""
    return number_format(number, force_grouping=True)
