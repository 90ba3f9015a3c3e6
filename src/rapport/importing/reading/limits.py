"""How much one file may ask of the machine before it is refused."""

from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Limits(NamedTuple):
    """Ceilings for one file. Sizes in bytes, `cpu_seconds` of processor time for one pass over a workbook."""

    file_bytes: int = 200 * MEGABYTE
    unpacked_bytes: int = 1536 * MEGABYTE
    archive_entries: int = 10_000
    # Honest sheets pack up to about 60 : 1; the ratio matters only for archives that unpack to something large.
    archive_ratio: int = 200
    archive_ratio_from_bytes: int = 100 * MEGABYTE
    rows: int = 1_048_576
    columns: int = 1_000
    line_characters: int = MEGABYTE
    memory_bytes: int = 1536 * MEGABYTE
    cpu_seconds: int = 120


LIMITS = Limits()
