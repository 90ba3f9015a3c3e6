"""The beginning of a sealed file: the key of its pieces, locked with the passphrase."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused

FIRST_LINE = b"age-encryption.org/v1\n"
# scrypt's cost, as a power of two: 64 MiB and a fifth of a second for every guess
WORK = 16
# what a file from elsewhere may make us spend: 256 MiB
MOST_WORK = 18
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_NONCE = bytes(12)  # the key it goes with is used once
_LOCK = re.compile(
    rb"-> scrypt (?P<salt>[A-Za-z0-9+/]{22}) (?P<work>[1-9][0-9]?)\n(?P<locked>[A-Za-z0-9+/]{43})\n---"
)
_MAC = re.compile(rb" (?P<mac>[A-Za-z0-9+/]{43})\n")
# our header takes up this much at most
MOST_HEADER = 256


def write_header(target: BinaryIO, passphrase: str) -> bytes:
    """Begin a sealed file; gives the key of its pieces, which nothing else ever has."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    locked = ChaCha20Poly1305(_stretched(passphrase, salt, WORK)).encrypt(_NONCE, file_key, None)
    lock = b"-> scrypt %b %d\n%b\n---" % (_base64(salt), WORK, _base64(locked))
    head = FIRST_LINE + lock
    target.write(head + b" " + _base64(_mac(file_key, head)) + b"\n" + nonce)
    return _derived(file_key, nonce, b"payload")


def read_header(source: BinaryIO, passphrase: str) -> bytes:
    """The key of the pieces of a sealed file; `source` then stands where they begin. Raises Refused."""
    start = source.read(MOST_HEADER)
    lock = _LOCK.match(start, len(FIRST_LINE)) if start.startswith(FIRST_LINE) else None
    mac = _MAC.match(start, lock.end()) if lock else None
    if lock is None or mac is None or int(lock["work"]) > MOST_WORK:
        raise Refused("other_lock", _("This encrypted file was not made by Rapport, or its beginning is damaged."))
    stretched = _stretched(passphrase, _decoded(lock["salt"]), int(lock["work"]))
    try:
        file_key = ChaCha20Poly1305(stretched).decrypt(_NONCE, _decoded(lock["locked"]), None)
    except InvalidTag as error:
        raise wrong_key() from error
    if not hmac.compare_digest(_mac(file_key, start[: lock.end()]), _decoded(mac["mac"])):
        raise wrong_key()
    nonce = start[mac.end() : mac.end() + 16]
    source.seek(mac.end() + len(nonce))
    return _derived(file_key, nonce, b"payload")


def wrong_key() -> Refused:
    return Refused("wrong_key", _("This key does not open the backup: it was encrypted with another one."))


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    blocks = 8
    return hashlib.scrypt(
        passphrase.encode(),
        salt=_SALT_LABEL + salt,
        n=1 << work,
        r=blocks,
        p=1,
        maxmem=(128 * blocks << work) + (1 << 20),
        dklen=32,
    )


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def _base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))
