"""Where the headings of a sheet stand, and what they say."""

import re
from statistics import median

from .book import RawRow
from .letters import HEADING_WORDS

_WORD = re.compile(r"[^\W_]+")
_HAN_WORDS = tuple(
    word for word in HEADING_WORDS if not word.isascii() and "\u4e00" <= word[0] <= "\u9fff" and len(word) > 1
)
_LONGEST_HEADING = 80
GROUPED = " · "
"""Between the heading of a group and that of its column."""


def find_headings(rows: list[RawRow]) -> tuple[int, int] | None:
    """First place and number (1 or 2) of the heading rows among the first rows of a sheet; None where it
    has none.
    """
    widths = [filled for row in rows if (filled := len(_own(row))) > 0]
    usual = median(width for width in widths if width > 1) if any(width > 1 for width in widths) else 1
    candidates = [place for place, row in enumerate(rows) if _could_be_headings(row, usual)]
    best = max(candidates, key=lambda place: (_standing(rows, place), -place), default=None)
    if best is None or _standing(rows, best) <= 0:
        return None
    if best > 0 and _is_group_row(rows[best - 1], rows[best]):
        return best - 1, 2
    if best + 1 < len(rows) and _is_group_row(rows[best], rows[best + 1]):
        return best, 2
    return best, 1


def join_headings(rows: list[RawRow]) -> tuple[str, ...]:
    """The headings of one or two rows; the group above stands before its columns (`Contacts · Phone`)."""
    width = max(len(row.cells) for row in rows)
    if len(rows) == 1:
        return _trimmed([fold(cell) for cell in rows[0].cells])
    above, below = (fold_row(row, width) for row in rows)
    joined = []
    group = ""
    for upper, lower in zip(above, below, strict=True):
        group = upper or (group if lower else "")
        joined.append(lower if lower == group else GROUPED.join(filter(None, (group, lower))))
    return _trimmed(joined)


def fold_row(row: RawRow, width: int) -> list[str]:
    """The cells of a heading row on one line each, padded to `width`."""
    return [fold(cell) for cell in row.cells] + [""] * (width - len(row.cells))


def fold(text: str) -> str:
    """A heading on one line."""
    return " ".join(text.split())


def _trimmed(headings: list[str]) -> tuple[str, ...]:
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)


def _own(row: RawRow) -> list[str]:
    """Filled cells, each merged one counted once."""
    return [cell for column, cell in enumerate(row.cells) if cell and column not in row.filled_across]


def _could_be_headings(row: RawRow, usual: float) -> bool:
    own = _own(row)
    if not own or (len(own) < 2 <= usual) or len(own) < usual / 2:
        return False
    wordy = sum(1 for cell in own if reads_like_heading(cell))
    return wordy >= len(own) * 0.75


def reads_like_heading(cell: str) -> bool:
    """Whether a cell could name a column: short, with letters, and no number, date, phone or address."""
    if len(cell) > _LONGEST_HEADING or "@" in cell or not any(letter.isalpha() for letter in cell):
        return False
    return sum(letter.isdigit() for letter in cell) < 3


def known_words(row: RawRow) -> int:
    """How many cells speak of something a clinic keeps: a name, a phone, a date."""
    return sum(1 for cell in set(_own(row)) if _names_something_known(cell.lower()))


def _names_something_known(cell: str) -> bool:
    if len(cell) > 40:
        return False
    return (
        fold(cell) in HEADING_WORDS
        or any(word in HEADING_WORDS for word in _WORD.findall(cell.replace("_", " ")))
        or any(word in cell for word in _HAN_WORDS)
    )


def _standing(rows: list[RawRow], place: int) -> float:
    """How surely this row is the headings: known words above all, else how far it differs from what
    follows.
    """
    row = rows[place]
    own = _own(row)
    known = known_words(row) / len(own)
    below = [other for other in rows[place + 1 : place + 21] if len(_own(other)) >= len(own) / 2]
    if known >= 0.3 and (known_words(row) >= 2 or len(own) <= 2):
        return 1 + known + len(own) / 100
    return max(_contrast(row, below), known / 2 if below else 0)


def _contrast(row: RawRow, below: list[RawRow]) -> float:
    """The share of columns that hold values (numbers, dates, phones) below and a name here."""
    if not below:
        return 0.0
    columns = [column for column, cell in enumerate(row.cells) if cell and column not in row.filled_across]
    valued = sum(1 for column in columns if _is_valued(column, below) and reads_like_heading(row.cells[column]))
    return valued / len(columns)


def _is_valued(column: int, below: list[RawRow]) -> bool:
    cells = [row.cells[column] for row in below if column < len(row.cells) and row.cells[column]]
    return bool(cells) and sum(1 for cell in cells if not reads_like_heading(cell)) > len(cells) / 2


def _is_group_row(upper: RawRow, lower: RawRow) -> bool:
    """Whether `upper` names groups of the columns that `lower` names."""
    groups = _own(upper)
    if len(groups) < 2 or not all(map(reads_like_heading, [*groups, *_own(lower)])) or not _own(lower):
        return False
    width = max(len(upper.cells), len(lower.cells))
    above, below = fold_row(upper, width), fold_row(lower, width)
    if upper.filled_across or lower.filled_down:
        return known_words(lower) > 0 or bool(lower.filled_down)
    gaps = [column for column in range(width) if not above[column]]
    beside = [column for column in range(width) if above[column] and not below[column]]
    return (
        bool(beside)
        and bool(gaps)
        and all(below[column] for column in gaps if any(above[:column]))
        and known_words(lower) > 0
    )
