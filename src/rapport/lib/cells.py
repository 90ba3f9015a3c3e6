"""Text that goes into a cell of a table file and must stay text, and lines of such a file as they come."""

import re

# what a spreadsheet reads as the beginning of a formula, its full-width forms too
_BEGINS_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST = 32_767  # characters in a cell of a workbook


def neutral(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula: an apostrophe goes before a dangerous beginning.

    Control characters, which no workbook may hold, are dropped; what is longer than a cell is cut.
    """
    clean = _NOT_ALLOWED.sub("", text)
    return ("'" + clean if _BEGINS_FORMULA.match(clean) else clean)[:LONGEST]


class Echo:
    """What a csv.writer writes to where each line is wanted at once: `writerow` gives it back."""

    def write(self, line: str) -> str:
        return line
