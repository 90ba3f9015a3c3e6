"""What the database itself refuses of the histories that `rapport.people.models.history` keeps."""

from rapport.lib.guards import Guard
from rapport.people.models import Consent, ConsentText, Signing
from rapport.people.models.history import History, Opening

_OPENINGS = Opening._meta.db_table
_OPEN = f"EXISTS (SELECT 1 FROM {_OPENINGS})"  # noqa: S608 names of our own


def guard_history(model: type[History]) -> Guard:
    """Inside `opened` rows may go, and those columns change that a merge may move."""
    fixed = f'OLD."{model.FIXED_BY}" IS NOT NULL' if model.FIXED_BY else "true"
    return Guard(
        model._meta.db_table,
        "a history is never rewritten",
        update=f"{fixed} AND (NOT {_OPEN} OR {{changed}})",
        delete=f"{fixed} AND NOT {_OPEN}",
        same=tuple(str(field.column) for field in model._meta.concrete_fields if field.name not in model.MOVABLE),
        needs=(_OPENINGS,),
    )


GUARDS = tuple(guard_history(model) for model in (Consent, ConsentText, Signing))
