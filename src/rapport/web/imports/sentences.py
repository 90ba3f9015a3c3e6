"""What an import comes to, in a sentence or two."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from rapport.importing.models import Import, ImportState, Outcome
from rapport.importing.models.import_ import BEFORE_APPLYING
from rapport.web.imports.progress import grouped

STATES: dict[ImportState, tuple[Any, str]] = {
    ImportState.STAGING: (gettext_lazy("Reading the files"), ""),
    ImportState.STAGED: (gettext_lazy("The files are read"), ""),
    ImportState.CHECKING: (gettext_lazy("Checking the rows"), ""),
    ImportState.CHECKED: (gettext_lazy("Waits for your yes"), "warn"),
    ImportState.APPLYING: (gettext_lazy("Being written"), "info"),
    ImportState.STOPPED: (gettext_lazy("Stopped"), "warn"),
    ImportState.APPLIED: (pgettext_lazy("an import", "Written"), "good"),
    ImportState.UNDOING: (gettext_lazy("Being taken back"), "info"),
    ImportState.UNDONE: (gettext_lazy("Taken back"), ""),
    ImportState.FAILED: (gettext_lazy("Stopped by an error"), "bad"),
}


def money_told_twice(numbers: dict[str, int]) -> list[str]:
    """How much money the files tell twice, and what becomes of it."""
    sure = numbers.get("paid_beside", 0) + numbers.get("paid_in_rows", 0)
    unclear = numbers.get("paid_unclear", 0)
    told = ngettext(
        "%(number)s sum is told twice: beside a visit, and among the payments. It counts once.",
        "%(number)s sums are told twice: beside visits, and among the payments. They count once.",
        sure,
    ) % {"number": grouped(sure)}
    asked = ngettext(
        "%(number)s sum may be told twice. It counts once until somebody has compared it in the list "
        "“Money that may be told twice”, in the first hour.",
        "%(number)s sums may be told twice. They count once until somebody has compared them in the list "
        "“Money that may be told twice”, in the first hour.",
        unclear,
    ) % {"number": grouped(unclear)}
    return [told] * bool(sure) + [asked] * bool(unclear)


def headline(imported: Import, kept: int = 0) -> str:
    """What the page is about, in one sentence."""
    state = ImportState(imported.state)
    if state == ImportState.CHECKED:
        return _checked(imported.counts)
    if state == ImportState.APPLIED:
        parts = _parts(imported.counts, Outcome.NEW, Outcome.CHANGED)
        return _("Written: %(parts)s.") % {"parts": parts} if parts else _("There was nothing to write.")
    if state == ImportState.UNDONE:
        return _undone(kept)
    if state in (ImportState.STOPPED, ImportState.FAILED) and imported.resumes_in not in BEFORE_APPLYING:
        done = {"done": grouped(imported.done), "total": grouped(imported.total)}
        return _("Stopped after %(done)s of %(total)s rows. What is written stays.") % done
    return str(STATES[state][0])


def _checked(numbers: dict[str, int]) -> str:
    if numbers.get("new") or numbers.get("changed"):
        parts = _parts(numbers, Outcome.NEW, Outcome.CHANGED, Outcome.REFUSED)
        return _("%(parts)s. Nothing is written yet.") % {"parts": parts}
    if not any(numbers.get(outcome) for outcome in (Outcome.SAME, Outcome.DUPLICATE, Outcome.REFUSED)):
        return _("There is nothing in these files that could be taken.")
    if numbers.get("refused"):
        return _("Nothing can be written: %(parts)s.") % {"parts": _parts(numbers, Outcome.REFUSED, Outcome.SAME)}
    return _("Everything in these files is here already. There is nothing to write.")


_PARTS = {
    Outcome.NEW: gettext_lazy("%(number)s new"),
    Outcome.CHANGED: gettext_lazy("%(number)s changed"),
    Outcome.REFUSED: gettext_lazy("%(number)s refused"),
    Outcome.SAME: gettext_lazy("%(number)s here already"),
}


def _parts(numbers: dict[str, int], *outcomes: Outcome) -> str:
    """“60 new, 2 refused”: what there is of `outcomes`."""
    found = [str(_PARTS[one]) % {"number": grouped(numbers[one])} for one in outcomes if numbers.get(one)]
    return pgettext("between the parts of a list", ", ").join(found)


def _undone(kept: int) -> str:
    if not kept:
        return _("Taken back. Nothing of this import is left.")
    return ngettext("Taken back, but for %(number)s record.", "Taken back, but for %(number)s records.", kept) % {
        "number": grouped(kept)
    }


def state_of(imported: Import) -> tuple[str, str]:
    state = ImportState(imported.state)
    if state == ImportState.CHECKED and not (imported.counts.get("new") or imported.counts.get("changed")):
        return _("Nothing to write"), ""
    label, tone = STATES[state]
    return str(label), tone
