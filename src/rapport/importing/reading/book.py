"""A clinic's file as sheets of rows, whatever it was saved as."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from .archive import check_archive
from .delimited import Delimited, read_delimited
from .encodings import decide_encoding
from .epoch import counts_from_1904
from .formats import Format
from .limits import LIMITS, MEGABYTE, Limits
from .quarantine import UNKNOWN, Head, Quarantine
from .recognise import recognise
from .refusals import Refusal, Unreadable


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file.

    `line` counts from 1: the row of the sheet, the line of a text file at which the record begins.
    `filled_down` and `filled_across` are the columns (from 0) that show the value of a merged cell from above
    or from the left.
    """

    line: int
    cells: list[str]
    filled_down: frozenset[int] = frozenset()
    filled_across: frozenset[int] = frozenset()


_NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file; a text file or web page is a single sheet."""

    name: str
    index: int
    hidden: bool
    file_name: str
    source: Delimited | Quarantine
    head: Head = UNKNOWN

    @property
    def separated(self) -> bool:
        """Whether it is a text of cells with separators between them."""
        return isinstance(self.source, Delimited) and self.source.separator is not None

    def rows(self) -> Generator[RawRow, None, None]:
        """Every row from the first, read anew on each call and never held whole. Raises Unreadable."""
        try:
            yield from self._rows()
        except Unreadable as refusal:
            raise _named(refusal, self.file_name) from refusal
        except OSError as gone:
            raise Unreadable(Refusal.UNAVAILABLE, name=self.file_name) from gone

    def _rows(self) -> Generator[RawRow, None, None]:
        if isinstance(self.source, Delimited):
            for line, cells in self.source.records():
                yield RawRow(line, cells)
            return
        due = 1
        with closing(self.source.rows(self.index, self.head)) as rows:
            for line, cells, down, across in rows:
                yield from (RawRow(blank, []) for blank in range(due, line))
                yield RawRow(
                    line, cells, frozenset(down) if down else _NOWHERE, frozenset(across) if across else _NOWHERE
                )
                due = line + 1


@dataclass(frozen=True)
class Book:
    """A readable file. `encoding` and `separator` are set for text, `epoch_1904` matters for bare day
    numbers.
    """

    format: str
    encoding: str | None
    separator: str | None
    epoch_1904: bool
    sheets: tuple[Sheet, ...]


def open_book(path: Path, *, name: str, limits: Limits = LIMITS) -> Book:
    """Look at a file and say what it holds.

    `name` is what the person calls the file. Raises Unreadable at once for what is empty, too large, locked,
    broken, a bomb or no table; damage that shows only inside a sheet is raised by `Sheet.rows`.
    """
    try:
        return _open(path, name, limits)
    except Unreadable as refusal:
        raise _named(refusal, name) from refusal
    except OSError as gone:
        raise Unreadable(Refusal.UNAVAILABLE, name=name) from gone


def _open(path: Path, name: str, limits: Limits) -> Book:
    if path.stat().st_size > limits.file_bytes:
        raise Unreadable(Refusal.TOO_BIG, limit=limits.file_bytes // MEGABYTE)
    format = recognise(path)
    if format is Format.DELIMITED:
        return _open_delimited(path, name, limits)
    if format is Format.HTML:
        encoding = decide_encoding(path, limits)
        return _quarantined(Quarantine(path, format, encoding, limits), name, epoch_1904=False)
    if format is not Format.XLS:
        check_archive(path, limits)
    return _quarantined(Quarantine(path, format, None, limits), name, epoch_1904=counts_from_1904(path, format))


def _open_delimited(path: Path, name: str, limits: Limits) -> Book:
    encoding = decide_encoding(path, limits)
    source = read_delimited(path, encoding, limits)
    if not any(any(cells) for _, cells in source.records()):
        raise Unreadable(Refusal.EMPTY)
    sheet = Sheet(name=Path(name).stem, index=0, hidden=False, file_name=name, source=source)
    return Book(Format.DELIMITED, encoding, source.separator, epoch_1904=False, sheets=(sheet,))


def _quarantined(source: Quarantine, name: str, *, epoch_1904: bool) -> Book:
    found = source.sheets()
    if not found:
        raise Unreadable(Refusal.NOT_A_TABLE)
    sheets = tuple(
        Sheet(
            name=sheet["name"] or Path(name).stem,
            index=sheet["index"],
            hidden=sheet["hidden"],
            file_name=name,
            source=source,
            head=sheet["head"],
        )
        for sheet in found
    )
    return Book(source.format, source.encoding, None, epoch_1904, sheets)


def _named(refusal: Unreadable, name: str) -> Unreadable:
    return Unreadable(refusal.code, **{**refusal.params, "name": name})
