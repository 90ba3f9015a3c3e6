"""What becomes of a row that belongs to a person when two records become one (REC-10)."""

from enum import StrEnum


class OnMerge(StrEnum):
    """Said by a model as `on_merge`; the rows of a model that says nothing are moved."""

    MOVE = "move"
    # kept in the journal of the merge alone, until it is undone
    REMOVE = "remove"
    # worked out from the rest: thrown away, and worked out anew for the record that stays
    REBUILD = "rebuild"
