"""A line on the terminal that fills up while something is worked on."""

import sys

_WIDTH = 30


class Bar:
    """Written to the error stream, and only where that is a terminal."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, label: str, percent: int) -> None:
        if not sys.stderr.isatty():
            return
        filled = _WIDTH * percent // 100
        line = f"{label:9} [{'#' * filled}{'.' * (_WIDTH - filled)}] {percent:3} %"
        print(f"\r{line:<{len(self._last)}}", end="", file=sys.stderr, flush=True)
        self._last = line

    def end(self) -> None:
        if self._last:
            print(file=sys.stderr)
            self._last = ""
