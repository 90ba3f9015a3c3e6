"""Cards of one person each, with labels at the side (ФИО: …, 姓名：…): on a sheet each, below or beside others.

All of a file become one list, with a row for each card. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapport.importing.reading.book import RawRow
from rapport.importing.reading.table import Row
from rapport.importing.recognising.fields import Kind
from rapport.importing.recognising.guessing import language_of
from rapport.importing.recognising.headings import Why, claims

# fewer labels are chance
_LEAST = 3
_NAMES = frozenset({"full_name", "family_name"})
_WHO = _NAMES | {"given_name", "middle_name", "file_number", "phones", "birth_date"}
# «Телефон: 8 917 …», and several such in one cell: 姓名：王小明  性别：男. A time of day is none
_LABEL = re.compile(r"(?:^|(?<=[\s;；]))([^\W\d_][^:：\n;；]{0,59}?)\s*[:：](?!\d\d\b)\s*")
_SHEET = {"zh": "工作表", "ru": "Лист", "en": "Sheet"}
# under which a line stands that has no label
_REST = "…"

# labels, each with what stands beside it by column
Pairs = list[tuple[str, dict[int, str]]]


@dataclass
class Card:
    """What stands beside the labels of one card, and on which sheet."""

    sheet: str
    values: dict[str, str] = field(default_factory=dict)

    def put(self, label: str, value: str) -> None:
        self.values[label] = ", ".join(filter(None, (self.values.get(label, ""), value)))

    @property
    def who(self) -> dict[str, str]:
        """What says whose card it is."""
        return {label: value for label, value in self.values.items() if _field(label) in _WHO}

    @property
    def named(self) -> bool:
        return any(value for label, value in self.values.items() if _field(label) in _NAMES)


@dataclass(frozen=True)
class CardList:
    """The cards of a file as a table; which sheet each comes from stands in the first column."""

    headings: tuple[str, ...]
    cards: tuple[Card, ...]
    header_line: int = 0

    def rows(self) -> Iterator[Row]:
        for line, card in enumerate(self.cards, start=1):
            yield Row(line, [card.sheet, *(card.values.get(label, "") for label in self.headings[1:])])


def card_list(cards: Sequence[Card]) -> CardList:
    labels = dict.fromkeys(label for card in cards for label in card.values)
    return CardList((_SHEET[language_of(tuple(labels), None)], *labels), tuple(cards))


def cards_of(sheet: str, rows: Iterable[RawRow]) -> list[Card]:
    """The cards on a sheet that holds nothing else; [] for any other."""
    filled = [row for row in rows if any(row.cells)]
    strict = sum(bool(_LABEL.match(cell)) for row in filled for cell in row.cells) >= _LEAST
    cards: list[Card] = []
    first, rest = "", ""
    begun: dict[int, Card] = {}
    for row in filled:
        pairs = _pairs(row, strict=strict)
        if len(pairs) >= _LEAST and not any(values for _label, values in pairs):
            return []  # the headings of a table
        if not pairs:
            own = [cell for column, cell in enumerate(row.cells) if cell and column not in row.filled_across]
            if len(own) > 1:
                return []
            rest = ", ".join(filter(None, (rest, own[0])))
            continue
        first = first or pairs[0][0]
        if not cards or pairs[0][0] == first:
            begun = {column: Card(sheet) for column in _across(pairs)}
            cards += begun.values()
        for column, card in begun.items():
            for label, values in pairs:
                card.put(label, ", ".join(values.values()) if len(begun) == 1 else values.get(column, ""))
    for card in cards[:1] if rest else ():
        card.put(_REST, rest)
    return [card for card in cards if card.named] if cards and _says_enough(cards[0]) else []


def _across(pairs: Pairs) -> list[int]:
    """The columns of cards that stand side by side: those of the values beside a name alone in its row."""
    label, values = pairs[0]
    return list(values) if len(pairs) == 1 and len(values) > 1 and _field(label) in _NAMES else [0]


def _says_enough(card: Card) -> bool:
    """Whether most labels are those of a person."""
    labels = [label for label in card.values if label != _REST]
    known = {found for label in labels if (found := _field(label))}
    return (
        bool(known & _NAMES) and len(known) >= min(_LEAST, max(2, len(labels))) and 2 * len(known) >= len(labels)
    )


def _pairs(row: RawRow, *, strict: bool) -> Pairs:
    """Labels with what stands beside each, in the cell or right of it. `strict`: every label has its colon."""
    found: Pairs = []
    for column, cell in enumerate(row.cells):
        if not cell or column in row.filled_across:
            continue
        if _LABEL.match(cell):
            found += _within(cell, column)
        elif not strict and _field(cell):
            found.append((cell.strip(), {}))
        elif not found:
            return []
        else:
            found[-1][1][column] = cell
    return found


def _within(cell: str, column: int) -> Pairs:
    """The labels of one cell; what stands before a later one belongs to the one before it."""
    labels = list(_LABEL.finditer(cell))
    found: Pairs = []
    for one, end in zip(labels, [*(other.start() for other in labels[1:]), len(cell)], strict=True):
        words = one[1].split()
        starts = [place for place in range(len(words)) if _field(" ".join(words[place:]))]
        start = (starts or [len(words) - 1])[0] if found else 0
        if start:
            found[-1][1][column] = " ".join(words[:start])
        value = cell[one.end() : end].strip(" \n;；,，")
        found.append((" ".join(words[start:]), {column: value} if value else {}))
    return found


def _field(label: str) -> str:
    """The field of a person that a label surely names."""
    sure = (claim.field for claim in claims(Kind.PATIENTS, label.strip(" :：")) if claim.why is Why.HEADING)
    return next(sure, "")
