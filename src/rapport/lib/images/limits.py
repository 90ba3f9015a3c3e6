"""How much one picture may ask of the machine, and what is kept of it."""

from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Limits(NamedTuple):
    """Ceilings for one picture. Sizes in bytes, sides in dots, times in seconds."""

    file_bytes: int = 30 * MEGABYTE
    # phones take 48 million dots at most, panoramic X-rays about 10 million
    dots: int = 50_000_000
    longest_side: int = 20_000
    shortest_side: int = 32
    memory_bytes: int = 768 * MEGABYTE
    cpu_seconds: int = 15
    # by the clock, on a machine that others keep busy
    patience_seconds: int = 45
    written_bytes: int = 16 * MEGABYTE
    # what is kept: enough for a full screen, and for the square of a list on a sharp one
    kept_side: int = 2400
    small_side: int = 480


LIMITS = Limits()
