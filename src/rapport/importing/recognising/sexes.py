"""What 1 and 2, or 1 and 0, mean in a column of sex: as its names tell, else as the standard has it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rapport.importing.recognising.mapping import Mapping
from rapport.importing.values.names import sex_told
from rapport.importing.values.nothing import is_nothing
from rapport.importing.values.words import Sex

NOT_SAID = "unknown"
"""A code that stands for nothing known, beside those of male and female."""

_CODE = re.compile(r"(\d)(?:\.0+)?")
# ISO 5218, GB/T 2261.1
_STANDARD = {"1": Sex.MALE.value, "2": Sex.FEMALE.value, "0": NOT_SAID, "9": NOT_SAID}
# so many names that tell, and hardly one against the others
_LEAST, _MOST_AGAINST = 3, 0.05


def code_of(text: str) -> str:
    """`1` of 1 and 1.0; empty for what is no such code."""
    found = _CODE.fullmatch(text.strip())
    return found[1] if found else ""


def holds_codes(cells: Sequence[str]) -> bool:
    """Whether a column of sex holds the codes of a program and nothing else."""
    filled = [cell for cell in cells if not is_nothing(cell)]
    codes = set(map(code_of, filled))
    return bool(filled) and (codes <= set(_STANDARD) or codes <= {"0", "1"}) and bool(codes & {"1", "2"})


def meaning_of(cells: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Code → male, female, unknown, or "" where it cannot be told; `names` stand in the same rows."""
    codes = {code for cell in cells if (code := code_of(cell))}
    told = _told(cells, names, codes)
    if told is not None:
        return told
    return {code: _STANDARD[code] if _as_standard(cells) else "" for code in sorted(codes)}


def _as_standard(cells: Sequence[str]) -> bool:
    """Whether 2 is a sex and 0 the exception; some programs count from 0 and leave 2 to what is not known."""
    seen = Counter(map(code_of, cells))
    return 0 < seen["2"] >= seen["0"]


def with_codes(mapping: Mapping, sample: Sequence[Sequence[str]]) -> Mapping:
    """The mapping, to be completed by hand, with the codes of a column that only a person knows to hold sexes."""
    columns = mapping.by_field.get("sex", ())
    cells = [row[column] for row in sample for column in columns if column < len(row)]
    return mapping if mapping.sexes or not holds_codes(cells) else replace(mapping, sexes=meaning_of(cells, ()))


def _told(cells: Sequence[str], names: Sequence[str], codes: set[str]) -> dict[str, str] | None:
    """What the names beside the codes tell, where they tell it of one of two."""
    pair = sorted(codes - ({"0", "9"} if "2" in codes else set()))
    seen = Counter(
        (code, sex.value)
        for cell, name in zip(cells, names, strict=False)
        if (code := code_of(cell)) in pair and (sex := sex_told(name))
    )
    first_male = sum(many for (code, sex), many in seen.items() if (code == pair[0]) == (sex == Sex.MALE))
    both = seen.total()
    if both < _LEAST or len(pair) != 2 or _MOST_AGAINST * both < min(first_male, both - first_male):
        return None
    ways = [Sex.MALE.value, Sex.FEMALE.value]
    meant = dict(zip(pair, ways if first_male * 2 > both else ways[::-1], strict=True))
    return meant | dict.fromkeys(sorted(codes - set(pair)), NOT_SAID)
