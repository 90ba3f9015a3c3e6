"""The packing of XLSX and ODS files, checked before anything inside is parsed."""

import zipfile
from pathlib import Path

from .limits import Limits
from .refusals import Refusal, Unreadable

_PIECE = 1024 * 1024
_ENCRYPTED_FLAG = 0x1


def check_archive(path: Path, limits: Limits) -> None:
    """Raise Unreadable for a bomb, a lock or damage.

    Every entry is unpacked to nowhere once: declared sizes that lie fail their checksum here, and what passes
    here cannot unpack to more than the limits later.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_declared(archive.infolist(), path.stat().st_size, limits)
            _check_locked(archive)
            for entry in archive.infolist():
                _unpack_to_nowhere(archive, entry)
    except Unreadable:
        raise
    except Exception as broken:  # zipfile and zlib raise a dozen kinds for damaged archives
        raise Unreadable(Refusal.BROKEN) from broken


def _check_declared(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(entries) > limits.archive_entries:
        raise Unreadable(Refusal.ZIP_BOMB)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise Unreadable(Refusal.ZIP_BOMB)
    if unpacked > limits.archive_ratio_from_bytes and unpacked > packed * limits.archive_ratio:
        raise Unreadable(Refusal.ZIP_BOMB)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unreadable(Refusal.BROKEN)


def _check_locked(archive: zipfile.ZipFile) -> None:
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in archive.infolist()):
        raise Unreadable(Refusal.PASSWORD_PROTECTED)
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read(_PIECE):
                raise Unreadable(Refusal.PASSWORD_PROTECTED)


def _unpack_to_nowhere(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        while stream.read(_PIECE):
            pass
