"""A value from outside that cannot be taken for what it should be."""


class Unreadable(ValueError):  # noqa: N818
    """Raised by readers of single values. `code` is stable; `params` hold what a sentence about it needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
