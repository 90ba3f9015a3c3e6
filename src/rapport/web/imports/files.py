"""What a file is called, and how it is written."""

from __future__ import annotations

from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.importing.models import ImportSheet
from rapport.importing.reading.formats import Format
from rapport.importing.report import sexes_sentence

_FORMATS = {
    Format.DELIMITED: gettext_lazy("Text with separators"),
    Format.XLSX: "Excel (XLSX)",
    Format.XLSB: "Excel (XLSB)",
    Format.XLS: gettext_lazy("Old Excel (XLS)"),
    Format.ODS: "OpenDocument (ODS)",
    Format.HTML: gettext_lazy("Web page saved as a table"),
}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
}
_SEPARATORS = {
    ",": gettext_lazy("separated by commas"),
    ";": gettext_lazy("separated by semicolons"),
    "\t": gettext_lazy("separated by tabs"),
    "|": gettext_lazy("separated by bars"),
}


def name_of(sheet: ImportSheet) -> str:
    """The file, and the sheet where that says more."""
    known = ("", sheet.file.name, PurePath(sheet.file.name).stem)
    return sheet.file.name if sheet.name in known else f"{sheet.file.name} · {sheet.name}"


def written(sheet: ImportSheet) -> str:
    """How the file is written, as far as it was found out: kind, encoding, separator, the year days count from,
    what the codes of a program mean."""
    file = sheet.file
    words = [
        str(_FORMATS[Format(file.format)]) if file.format in set(Format) else file.format.upper(),
        _ENCODINGS.get(file.encoding.lower(), file.encoding),
        str(_SEPARATORS.get(file.separator, file.separator)),
        _("dates count from 1904") if file.epoch_1904 else "",
        _("hidden sheet") if sheet.hidden else "",
        sexes_sentence(sheet),
    ]
    return " · ".join(filter(None, words))
