"""The records that open an XLS workbook: they tell of a lock and of the epoch before anything is parsed."""

import mmap
import struct
from pathlib import Path

FILEPASS = 0x2F
DATEMODE = 0x22
_EOF = 0x0A

_SECTOR = 512
_WORKBOOK_STARTS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_RECORDS_LOOKED_AT = 200


def opening_records(path: Path) -> dict[int, bytes]:
    """Kind → content of the first records of the workbook stream; empty where no stream begins at a sector.

    Both records asked for stand close to the start, in the first sectors of the stream, which lie together.
    """
    found: dict[int, bytes] = {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        starts = (whole.find(mark) for mark in _WORKBOOK_STARTS)
        place = next((start for start in starts if start >= 0 and start % _SECTOR == 0), len(whole))
        while place + 4 <= len(whole) and len(found) < _RECORDS_LOOKED_AT:
            kind, length = struct.unpack_from("<HH", whole, place)
            if kind == _EOF:
                break
            found.setdefault(kind, whole[place + 4 : place + 4 + length])
            place += 4 + length
    return found
