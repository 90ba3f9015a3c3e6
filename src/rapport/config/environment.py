"""What the environment says (docs/deploy.md), read so that a mistake is told and not run into later."""

import os
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured


def names(variable: str, default: str = "") -> list[str]:
    """What stands between commas; spaces around them are nobody's name."""
    return [name.strip() for name in os.environ.get(variable, default).split(",") if name.strip()]


def number(variable: str, default: int) -> int:
    said = os.environ.get(variable, str(default))
    if not said.isdecimal() or not int(said):
        raise ImproperlyConfigured(f"{variable}={said}: a number of at least 1 is wanted")
    return int(said)


def one_of(variable: str, known: Iterable[str], default: str) -> str:
    said = os.environ.get(variable, default).upper()
    if said not in known:
        raise ImproperlyConfigured(f"{variable}={said}: there are {', '.join(known)}")
    return said


def database_address() -> str:
    """Of a PostgreSQL, "" where SQLite is meant."""
    said = os.environ.get("DATABASE_URL", "")
    if said and not said.startswith(("postgres://", "postgresql://")):
        # not repeated: there may be a password in it
        raise ImproperlyConfigured("DATABASE_URL: write it like postgres://user:password@host:5432/rapport")
    return said
