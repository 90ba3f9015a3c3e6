"""Background work on the record."""

from rapport.people import questionnaires


def forget_drafts() -> None:
    """Daily: see `people.questionnaires.opening`."""
    questionnaires.forget_drafts()
