"""The contents of a sealed file, written from front to back and read at any place."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from rapport.config.archive.refusals import damaged
from rapport.config.archive.sealing.header import read_header, write_header

PIECE = 64 * 1024
TAG = 16


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Writing(io.RawIOBase):
    """Cannot go back, and says so: what writes into it must not try."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        self._target = target
        self._cipher = ChaCha20Poly1305(key)
        self._waiting = bytearray()
        self._number = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        pieces = memoryview(cast(bytes, data)).cast("B")
        self._waiting += pieces
        # a full piece is held back until more comes: the last one is sealed as such
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(pieces)

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class _Reading(io.RawIOBase):
    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source = source
        self._cipher = ChaCha20Poly1305(key)
        self._start = source.tell()
        sealed = source.seek(0, os.SEEK_END) - self._start
        self._pieces = -(-sealed // (PIECE + TAG))
        self._size = sealed - self._pieces * TAG
        self._place = 0
        self._open_number, self._open = -1, b""
        if self._pieces < 1 or self._size <= (self._pieces - 1) * PIECE:
            raise damaged()
        self._piece(self._pieces - 1)  # the true end: nothing was cut off

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._place = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        return self._place

    def readinto(self, buffer: object) -> int:
        target = memoryview(cast(bytearray, buffer)).cast("B")
        if self._place >= self._size:
            return 0
        number, within = divmod(self._place, PIECE)
        found = self._piece(number)[within : within + len(target)]
        target[: len(found)] = found
        self._place += len(found)
        return len(found)

    def _piece(self, number: int) -> bytes:
        if number != self._open_number:
            self._source.seek(self._start + number * (PIECE + TAG))
            sealed = self._source.read(PIECE + TAG)
            nonce = _nonce(number, last=number == self._pieces - 1)
            try:
                self._open_number, self._open = number, self._cipher.decrypt(nonce, sealed, None)
            except InvalidTag as error:
                raise damaged() from error
        return self._open


@contextmanager
def sealed(target: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    """What is written inside the block arrives in `target` sealed; the block must end for it to be whole."""
    writing = _Writing(target, write_header(target, passphrase))
    yield cast(BinaryIO, writing)
    writing.finish()


def unsealed(source: BinaryIO, passphrase: str) -> BinaryIO:
    """What was sealed, to be read at any place. Raises Refused: at once for a wrong key and a missing end, and
    when a piece is read that was changed."""
    return io.BufferedReader(_Reading(source, read_header(source, passphrase)), PIECE)
