"""Why a file cannot be read, in words that say what to do.

Django is imported only when a sentence is asked for: the quarantined process that opens workbooks loads this
module too, and has to start in milliseconds.
"""

from enum import StrEnum


def gettext_noop(message: str) -> str:
    return message


class Refusal(StrEnum):
    """The kinds of refusal; stable, used in JSON answers and tests."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_LONG_LINE = "too_long_line"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_SLOW = "too_slow"
    ZIP_BOMB = "zip_bomb"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105
    NOT_A_TABLE = "not_a_table"
    ARCHIVE = "archive"
    OTHER_SPREADSHEET = "other_spreadsheet"
    BROKEN = "broken"
    UNAVAILABLE = "unavailable"


MESSAGES: dict[Refusal, str] = {
    Refusal.EMPTY: gettext_noop("“%(name)s” is empty. Export it again and choose the new file."),
    Refusal.TOO_BIG: gettext_noop(
        "“%(name)s” is larger than %(limit)s MB. Split it into several files and import them one after another."
    ),
    Refusal.TOO_MANY_ROWS: gettext_noop(
        "“%(name)s” has more than %(limit)s rows. Split it into several files and import them one after another."
    ),
    Refusal.TOO_MANY_COLUMNS: gettext_noop(
        "“%(name)s” has more than %(limit)s columns. Delete the columns to the right of the table, even"
        " those that look empty, and save it again."
    ),
    Refusal.TOO_LONG_LINE: gettext_noop(
        "“%(name)s” has a line of more than %(limit)s characters, so it is hardly a table. Open it in a"
        " spreadsheet program and save it as XLSX."
    ),
    Refusal.TOO_MUCH_MEMORY: gettext_noop(
        "“%(name)s” spreads over too large a sheet. Delete the rows below the table and the columns to "
        "the right of it, even those that look empty, and save it again; or save the sheet as CSV."
    ),
    Refusal.TOO_SLOW: gettext_noop(
        "“%(name)s” takes too long to open. Save the sheet with the data as CSV and import that."
    ),
    Refusal.ZIP_BOMB: gettext_noop(
        "“%(name)s” unpacks to far more than a table holds, so it was not opened. Save the sheet with "
        "the data as CSV and import that."
    ),
    Refusal.PASSWORD_PROTECTED: gettext_noop(
        "“%(name)s” is protected with a password. Open it in the program it comes from, remove the "
        "password, save it and import it again."
    ),
    Refusal.NOT_A_TABLE: gettext_noop(
        "“%(name)s” is not a table. Import a CSV, TSV, XLSX, XLS or ODS file; the program it comes from"
        " can usually export one."
    ),
    Refusal.ARCHIVE: gettext_noop("“%(name)s” is an archive. Unpack it and import the files inside."),
    Refusal.OTHER_SPREADSHEET: gettext_noop(
        "“%(name)s” is a table of a kind that cannot be read here. Open it in a spreadsheet program and"
        " save it as XLSX."
    ),
    Refusal.BROKEN: gettext_noop(
        "“%(name)s” is damaged or incomplete. Copy or export it again; if a spreadsheet program can "
        "still open it, save it as XLSX there."
    ),
    Refusal.UNAVAILABLE: gettext_noop("“%(name)s” could not be opened. Choose the file again."),
}


class Unreadable(Exception):  # noqa: N818 (what it says, not what it is)
    """A file that cannot be read. `code` says why, `params` fill the sentence (`name`, sometimes `limit`)."""

    def __init__(self, code: Refusal, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: dict[str, str | int] = params

    @property
    def message(self) -> str:
        """The sentence for the person who brought the file, in the language active when it is asked for."""
        from django.utils.translation import gettext

        return gettext(MESSAGES[self.code]) % {"name": "", "limit": "", **self.params}

    def __str__(self) -> str:
        return f"{self.code.value}: {self.params}"
