"""The names of the formats; how one is told from another stands in `recognise`."""

from enum import StrEnum


class Format(StrEnum):
    """The kinds of file that can be read."""

    DELIMITED = "csv"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"
