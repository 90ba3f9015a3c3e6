"""A row of some cells, and what is wrong in it."""

from datetime import date
from zoneinfo import ZoneInfo

from rapport.importing.recognising import Kind, Mapping
from rapport.importing.rows import Parsed, parse_row

MOSCOW = ZoneInfo("Europe/Moscow")


def row(kind: Kind, order: str = "dmy", decimal: str = "auto", **cells: str | list[str]) -> Parsed:
    pairs = [
        (name, text) for name, texts in cells.items() for text in ([texts] if isinstance(texts, str) else texts)
    ]
    mapping = Mapping({column: name for column, (name, _) in enumerate(pairs)}, order, decimal)
    return parse_row(
        kind,
        mapping,
        [text for _, text in pairs],
        region="RU",
        currency="RUB",
        epoch_1904=False,
        today=date(2026, 11, 21),
        zone=MOSCOW,
    )


def codes_of(parsed: Parsed) -> list[tuple[str, bool]]:
    return [(problem.code, problem.fatal) for problem in parsed.problems]
