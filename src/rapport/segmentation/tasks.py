"""Background work of this app."""

from rapport.people.duplicates import find_duplicates
from rapport.segmentation.counting import count_grades
from rapport.segmentation.refresh import refresh_facts


def refresh_everyone() -> None:
    """Nightly: facts that change with the calendar alone, places by money, likely duplicates (REC-10); then how
    many stand where, kept for later (LOY-3).
    """
    find_duplicates()
    refresh_facts()
    count_grades()


def restand_everyone() -> None:
    """After rules came in force or were taken back: where everyone stands by those that count now (PAT-9)."""
    refresh_facts()
