"""Sends the messages of the outbox until it is told to stop: `python -m rapport.config.sending`."""

import signal
from threading import Event

from rapport.config import ready


def main() -> None:
    """Run until SIGTERM or SIGINT; messages on their way are waited for."""
    ready.set_up()
    from rapport.outreach.sending.sender import Sender

    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    Sender().run(stopping)


if __name__ == "__main__":
    main()
