"""Text in columns of a terminal, where a Chinese sign takes two."""

from datetime import datetime
from unicodedata import east_asian_width


def width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def padded(text: object, columns: int) -> str:
    """`text` with spaces behind it until it fills so many columns."""
    return f"{text}{' ' * (columns - width(str(text)))}"


def minute(moment: str) -> str:
    """A moment of a manifest as people read it."""
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M} UTC"
