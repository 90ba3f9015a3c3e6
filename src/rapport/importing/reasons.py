"""Why a row is refused or marked, in words that say what to do: as read, and as found in the base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rapport.importing import rows
from rapport.importing.rows import Problem

SENTENCES: dict[str, str | Promise] = {
    "other_branch": _("This row belongs to the branch “%(branch)s”. Import the file there."),
    "number_conflict": _(
        "The number %(number)s belongs to %(found)s here, whose name and birth date are others. Check the number."
    ),
    "number_other_name": _(
        "The number %(number)s belongs to %(found)s here, but the row names “%(name)s”. Check which is right."
    ),
    "person_ambiguous": _(
        "This may be any of several people: %(found)s. Add the patient's number or birth date "
        "and import the row again."
    ),
    "person_unknown": _(
        "Nobody here is known as “%(who)s”. Import the list of patients first, "
        "or add a name and a phone to the row."
    ),
    "person_above": _(
        "This row names nobody. It is taken for the person named above it, in line %(line)s: %(who)s."
    ),
    "other_table": _(
        "This row belongs to another table, with other columns. Put that on a sheet of its own and import it."
    ),
    "too_wide": _(
        "This row has more cells than there are headings: a separator stands inside one of them, and what stands "
        "behind it may be in the wrong column. Put that cell in quotes and import the row again."
    ),
    "names_below": _("This row names whom the rows below it are about."),
    "no_more": _(
        "“%(said)s”: the card says so too, as a consent that is refused. Nobody is turned to in that way until "
        "they agree anew."
    ),
    "name_kept": _("This row writes the name “%(name)s”; the fuller one, %(kept)s, stays."),
    "may_be_same": _(
        "This may be the same person as %(found)s, who has another number. Both are kept; compare them."
    ),
    "paid_beside": _("This payment stands beside the visit of its day already. It is not counted twice."),
    "paid_in_rows": _("What was paid stands among the payments of this day already. It is not counted twice."),
    "paid_unclear": _(
        "This may be money that is told twice: beside a visit, and as a payment of another day or sum. "
        "It counts once until somebody has compared the two in the list “Money that may be told twice”."
    ),
    "visit_stays": _(
        "The visit of this appointment stays: treatments, payments or other records tell of it. "
        "Check whether the patient came."
    ),
    "could_not_write": _("This row could not be written. Check its values and import it again."),
}


def problem(code: str, *, fatal: bool = True, field: str = "", text: str = "", **params: object) -> Problem:
    """A reason of the importer's own, beside those of reading."""
    return Problem(code, field, text, params, fatal)


def to_json(found: Problem) -> dict[str, Any]:
    """The form in which a row keeps it."""
    params = {name: _plain(value) for name, value in found.params.items() if name != "value"}
    return {"code": found.code, "field": found.field, "text": found.text, "params": params, "fatal": found.fatal}


def _plain(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)


def problem_sentence(kept: Mapping[str, Any]) -> str:
    """The words for a problem as a row keeps it, in the language now active."""
    own = SENTENCES.get(kept["code"])
    if own is not None:
        return str(own) % dict(kept["params"])
    return rows.sentence(Problem(kept["code"], kept["field"], kept["text"], kept["params"], kept["fatal"]))
