"""What stands behind the question mark of an address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode


def query_of(said: Mapping[str, object]) -> str:
    """What is asked for, to be read by the page; what is empty is left out."""
    return urlencode({name: value for name, value in said.items() if value})
