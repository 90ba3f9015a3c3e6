"""Reads the files clinics keep: CSV, TSV, XLSX, XLS, ODS, and web tables saved as .xls. No database, no
settings.
"""

from .book import Book, RawRow, Sheet, open_book
from .limits import LIMITS, Limits
from .refusals import Refusal, Unreadable
from .table import Row, Skipped, Table, find_table

__all__ = [
    "LIMITS",
    "Book",
    "Limits",
    "RawRow",
    "Refusal",
    "Row",
    "Sheet",
    "Skipped",
    "Table",
    "Unreadable",
    "find_table",
    "open_book",
]
