"""Text of one cell, freed of what nobody typed."""

import re
import unicodedata

# Controls, soft hyphen, zero-width and direction marks, byte order mark, surrogates, non-characters.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNTYPED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

ERRORS = frozenset(
    """
    #N/A #NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #GETTING_DATA #SPILL! #CALC!
    #Н/Д #ПУСТО! #ДЕЛ/0! #ЗНАЧ! #ССЫЛКА! #ИМЯ? #ЧИСЛО!
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)


def clean_text(text: str) -> str:
    """The text in NFC without controls, zero-width characters and blanks at its ends; "" for a spreadsheet
    error.

    Line breaks inside become "\\n", tabs a blank, lone surrogates the replacement character. Full-width
    digits stay: whoever reads the value decides about them.
    """
    if not (text.isascii() and text.isprintable()):
        if _UNTYPED.search(text):
            text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
            text = _SURROGATES.sub("\ufffd", _REMOVED.sub("", text))
        text = unicodedata.normalize("NFC", text)
    text = text.strip()
    if text.startswith("#") and (text in ERRORS or not text.strip("#")):
        return ""
    return text
