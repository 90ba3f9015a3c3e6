"""Carries an import on in this process, with a bar on the terminal."""

import sys
import time

from rapport.config.commands.bar import Bar


class Progress:
    """Works on an import until it waits for a person; takes it from a worker that may be at it."""

    def __init__(self, import_id: int) -> None:
        self._id = import_id
        self._shown_at = 0.0
        self._bar = Bar()

    def work(self) -> None:
        from rapport.importing.tasks import work

        work(self._id, by_force=True, told=self._show)
        self._bar.end()

    def _show(self) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self._shown_at < 0.2:
            return
        from rapport.importing.models import Import

        self._shown_at = time.monotonic()
        imported = Import.objects.only("state", "done", "total").get(pk=self._id)
        self._bar.show(imported.state, imported.percent)
