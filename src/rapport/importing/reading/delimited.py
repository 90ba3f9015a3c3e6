"""Text files of separated fields: which separator, and where each record ends."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from .limits import Limits
from .refusals import Refusal, Unreadable
from .text import clean_text

SEPARATORS = (",", ";", "\t", "|")

_RECORDS_LOOKED_AT = 200
# A quoted field that runs on longer than this was never meant to be one.
_LINES_IN_A_RECORD = 60
_DECLARED = re.compile(r'"?sep=(.)"?\s*$', re.I)
_NUMBER_COMMA = re.compile(r"\d,\d")


@dataclass(frozen=True)
class Delimited:
    """A text file whose encoding is known. `separator` is None for a single column."""

    path: Path
    encoding: str
    separator: str | None
    limits: Limits
    first_line: int = 1

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The line each record begins at (from 1), and its cells. Raises Unreadable."""
        lines = islice(numbered_lines(self.path, self.encoding, self.limits), self.first_line - 1, None)
        for number, cells in split_records(lines, self.separator):
            if number > self.limits.rows:
                raise Unreadable(Refusal.TOO_MANY_ROWS, limit=self.limits.rows)
            if len(cells) > self.limits.columns:
                raise Unreadable(Refusal.TOO_MANY_COLUMNS, limit=self.limits.columns)
            yield number, [clean_text(cell) for cell in cells]


def read_delimited(path: Path, encoding: str, limits: Limits) -> Delimited:
    """Find the separator, declared (`sep=;`) or by looking. Raises Unreadable."""
    lines = list(islice(numbered_lines(path, encoding, limits), _RECORDS_LOOKED_AT))
    if lines and (declared := _DECLARED.match(lines[0][1])):
        return Delimited(path, encoding, declared[1], limits, first_line=2)
    return Delimited(path, encoding, likeliest_separator(lines), limits)


def numbered_lines(path: Path, encoding: str, limits: Limits) -> Iterator[tuple[int, str]]:
    """Physical lines without their ends (CRLF, LF or CR), numbered from 1; broken bytes become U+FFFD."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        number = 0
        while line := file.readline(limits.line_characters):
            if len(line) >= limits.line_characters:
                raise Unreadable(Refusal.TOO_LONG_LINE, limit=limits.line_characters)
            number += 1
            yield number, (line.removeprefix("\ufeff") if number == 1 else line).rstrip("\r\n")


def likeliest_separator(lines: list[tuple[int, str]]) -> str | None:
    """The separator that cuts most lines into the same number of fields; None where none cuts any."""
    scores = {separator: _evenness(lines, separator) for separator in SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    return best if scores[best] > 0 else None


def _evenness(lines: list[tuple[int, str]], separator: str) -> float:
    records = [cells for _, cells in split_records(iter(lines), separator) if any(cells)]
    widths = Counter(len(cells) for cells in records)
    cut = {width: count for width, count in widths.items() if width > 1}
    if not cut:
        return 0.0
    width, count = max(cut.items(), key=lambda item: (item[1], item[0]))
    score = count / len(records) * (1 + min(width, 30) / 10) + sum(cut.values()) / len(records) * 0.2
    if separator == ",":
        score *= _separating_share(lines)
    return score


def _separating_share(lines: list[tuple[int, str]]) -> float:
    """Commas inside sentences and amounts (`ул. Мира, 5`, `1 234,50`) hardly separate fields."""
    text = "\n".join(line for _, line in lines)
    prose = text.count(", ") + len(_NUMBER_COMMA.findall(text)) / 2
    return 1 - min(1.0, prose / max(1, text.count(","))) * 0.6


def split_records(lines: Iterator[tuple[int, str]], separator: str | None) -> Iterator[tuple[int, list[str]]]:
    """Join lines whose quoted field runs on, and cut them into fields; a quote never closed is an ordinary
    letter.
    """
    pending: list[tuple[int, str]] = []
    usual_width = 0
    while True:
        line = pending.pop(0) if pending else next(lines, None)
        if line is None:
            return
        number, text = line
        if '"' not in text:
            cells = text.split(separator) if separator else [text]
        else:
            cells, pending = _quoted_record(text, pending, lines, separator, usual_width)
        usual_width = len(cells)
        yield number, cells


def _quoted_record(
    text: str,
    pending: list[tuple[int, str]],
    lines: Iterator[tuple[int, str]],
    separator: str | None,
    usual_width: int,
) -> tuple[list[str], list[tuple[int, str]]]:
    """The cells of the record that begins with this line, and the lines taken but not used."""
    cells, still_open = _cut(text, separator)
    taken: list[tuple[int, str]] = []
    ran_into_next = False  # the closing quote found belongs to a field that opens on a later line
    while still_open and len(taken) < _LINES_IN_A_RECORD:
        line = pending.pop(0) if pending else next(lines, None)
        if line is None:
            break
        taken.append(line)
        (first, *others), still_open = _cut(line[1], separator, inside_quotes=True)
        ran_into_next = ran_into_next or (first.startswith('"') and not line[1].startswith('""'))
        cells[-1] += "\n" + first
        cells.extend(others)
    if taken or still_open:
        alone = _cut_without_quotes(text, separator)
        if still_open or (len(alone) == usual_width and (ran_into_next or len(cells) != usual_width)):
            return alone, taken + pending
    return cells, pending


def _cut(text: str, separator: str | None, *, inside_quotes: bool = False) -> tuple[list[str], bool]:
    """The fields of a line, and whether its last one is a quoted field still open."""
    cells: list[str] = []
    place = 0
    while True:
        opening = -1 if inside_quotes else _opening_quote(text, place)
        inside_quotes = False
        if opening is None:
            end = text.find(separator, place) if separator else -1
            end = len(text) if end < 0 else end
            cells.append(text[place:end])
        else:
            closing = _closing_quote(text, opening + 1, separator)
            if closing is None:
                cells.append(text[opening + 1 :].replace('""', '"'))
                return cells, True
            quoted, end = closing
            cells.append(quoted)
        if end >= len(text):
            return cells, False
        place = end + 1


def _opening_quote(text: str, place: int) -> int | None:
    if text[place : place + 1] not in ('"', " "):
        return None
    while place < len(text) and text[place] == " ":
        place += 1
    return place if text.startswith('"', place) else None


def _closing_quote(text: str, place: int, separator: str | None) -> tuple[str, int] | None:
    """What stands before the closing quote, and the place of the separator (or end) behind it."""
    start = place
    while (quote := text.find('"', place)) >= 0:
        if text.startswith('""', quote):
            place = quote + 2
            continue
        after = quote + 1
        while text.startswith(" ", after):
            after += 1
        if after == len(text) or (separator and text.startswith(separator, after)):
            return text[start:quote].replace('""', '"'), after
        place = quote + 1  # a bare quote inside: "ООО "Ромашка", Москва"
    return None


def _cut_without_quotes(text: str, separator: str | None) -> list[str]:
    cells = text.split(separator) if separator else [text]
    return [_unquoted(cell) for cell in cells]


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
        bare = bare[1:-1]
    return bare.replace('""', '"')
