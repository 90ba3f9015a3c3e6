"""Keys of private links and of machines: known to who holds one alone, the database keeps its hash."""

import hashlib


def hash_of(key: str) -> str:
    """What is kept of `key`, 64 hexadecimal digits. Found by it, the time taken tells nothing of the key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
