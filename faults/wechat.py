"""A server that speaks as WeChat does when it is given messages, and knows `client_msg_id` again."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from faults.kannel import Log
from faults.worker import start


class WeChat:
    """What the server brought to its followers."""

    def __init__(self, log: Path, port: int) -> None:
        self._log = Log(log)
        self._delivered: list[tuple[str, str]] = []
        self.account = {
            "app_id": "wx",
            "app_secret": "s",
            "token": "tok",
            "template": "T",
            "place": "content",
            "api": f"http://127.0.0.1:{port}",
        }

    def delivered(self) -> list[tuple[str, str]]:
        """Address and text of every message that was brought to somebody, in order."""
        self._delivered += [(to, words) for to, words in map(json.loads, self._log.further().splitlines())]
        return self._delivered


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was killed in the middle of asking."""


@contextmanager
def wechat() -> Iterator[WeChat]:
    """Running in a process of its own while the block lasts."""
    with TemporaryDirectory(prefix="rapport-wechat-") as name:
        log = Path(name) / "brought"
        log.touch()
        server = _Server(("127.0.0.1", 0), _handler(log))
        serving = start(server.serve_forever)
        server.socket.close()
        try:
            yield WeChat(log, server.server_address[1])
        finally:
            serving.kill()


def _handler(log: Path) -> type[BaseHTTPRequestHandler]:
    known: set[str] = set()
    one = threading.Lock()
    out = os.open(log, os.O_WRONLY | os.O_APPEND)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # an answer goes out in one piece, not when the other side has confirmed the first
        wbufsize = -1

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if "stable_token" in self.path:
                self._answer({"access_token": "ticket", "expires_in": 7200})
                return
            with one:
                if asked["client_msg_id"] not in known:
                    known.add(asked["client_msg_id"])
                    told = [asked["touser"], asked["data"]["content"]["value"]]
                    os.write(out, f"{json.dumps(told)}\n".encode())
            self._answer({"errcode": 0, "errmsg": "ok", "msgid": len(known)})

        def _answer(self, fields: dict[str, Any]) -> None:
            content = json.dumps(fields).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    return Handler
