"""A refusal: something asked for that may not or cannot be done, said in words a person can act on."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):  # noqa: N818 a refusal is no error: it is an answer
    """Raised by actions. `code` is stable and for programs; `message` (lazy, translated) is for people."""

    def __init__(self, code: str, message: Any, params: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self._message = message
        self.params = dict(params or {})

    @property
    def message(self) -> str:
        """The sentence in the language now active."""
        return str(self._message) % self.params if self.params else str(self._message)

    def __str__(self) -> str:
        return self.message
