"""Channels for trying out: each message becomes a file in the home folder, and nothing leaves the machine (CAM-7).

A file is named by the key of its message, so the same one sent again is the same file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from abc import abstractmethod
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings

from rapport.outreach.channels.base import Accepted, NotSent, Outgoing, Provider
from rapport.outreach.models.trouble import Words


class Folder(Provider):
    """Keeps messages in a folder of its own, each with the `ending` of its kind; they arrive at once."""

    trial = True
    # as long as the file is there
    dedupe = timedelta(days=365)
    ending: ClassVar[str]

    def send(self, outgoing: Outgoing) -> Accepted:
        content = self.written(outgoing)
        name = f"{hashlib.sha256(outgoing.key.encode()).hexdigest()[:40]}.{self.ending}"
        try:
            _keep(folder() / name, content)
        except OSError as error:
            raise NotSent(Words.said(str(error.strerror)), final=False) from error
        return Accepted(name, delivered=True)

    @abstractmethod
    def written(self, outgoing: Outgoing) -> bytes:
        """The whole file. Raises NotSent for what a real provider would refuse."""


def folder() -> Path:
    """Where the files are."""
    return Path(settings.HOME) / "outgoing"


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner of the home folder alone."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
