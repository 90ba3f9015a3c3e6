"""The home folder of an installation: database, files, settings (RAPPORT_HOME)."""

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def folder() -> Path:
    """The folder, made if missing; only its owner may look inside."""
    path = Path(os.environ.get("RAPPORT_HOME") or Path.home() / ".rapport").expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"RAPPORT_HOME={path}: {error.strerror}") from error
    return path


def secret_key(home: Path) -> str:
    """The installation's secret: RAPPORT_SECRET_KEY (the machines of one chain share it) or a file made once."""
    from_environment = os.environ.get("RAPPORT_SECRET_KEY")
    if from_environment:
        return from_environment
    path = home / "secret.key"
    if not path.exists():
        _make_once(path, secrets.token_urlsafe(64))
    return path.read_text()


def _make_once(path: Path, text: str) -> None:
    # written whole under another name, then linked: two processes that start together agree on one key
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One process of this machine at a time inside the block; the others wait. SQLite locks on every system."""
    with closing(sqlite3.connect(home / "starting.lock", timeout=600, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
