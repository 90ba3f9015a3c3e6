"""Sends the messages of the outbox until it is told to stop."""

import signal
from threading import Event


def run() -> None:
    """Run until SIGTERM or SIGINT; messages on their way are waited for."""
    from rapport.outreach.sending.sender import Sender

    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    Sender().run(stopping)
