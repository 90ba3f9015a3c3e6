"""A provider on this machine: a real server, which keeps what it is asked and answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    query: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        return json.loads(self.body)


# status and text; None cuts the line after the request was read
Answer = tuple[int, bytes] | None


@dataclass
class Listener:
    """`answer` decides by what is asked; `asked` is everything so far."""

    url: str
    answer: Callable[[Asked], Answer]
    asked: list[Asked] = field(default_factory=list)


def saying(status: int, text: str | bytes | dict[str, Any]) -> Callable[[Asked], Answer]:
    """The same answer to everything."""
    if isinstance(text, dict):
        text = json.dumps(text)
    said = text.encode() if isinstance(text, str) else text
    return lambda _asked: (status, said)


def cutting(_asked: Asked) -> Answer:
    """Reads what is asked and hangs up."""
    return None


@contextmanager
def listening(answer: Callable[[Asked], Answer]) -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            asked = Asked(parts.path, query, self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            listener.asked.append(asked)
            said = listener.answer(asked)
            if said is None:
                self.close_connection = True
                return
            status, text = said
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_GET

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    listener = Listener(f"http://127.0.0.1:{server.server_port}", answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
