"""A bounded load: so many clients asking one address one after the other, each answer read to its end."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from statistics import quantiles
from threading import Thread


@dataclass(frozen=True)
class Load:
    """What came of it: answers a second, and the time under which 95 of 100 answers came, in milliseconds."""

    per_second: float
    p95: float


def ask(port: int, path: str, cookie: str) -> bytes:
    """One request on a connection of its own, as sync workers serve it; the whole answer."""
    headers = {"Host": f"127.0.0.1:{port}", "Accept-Language": "en", "Cookie": cookie, "Connection": "close"}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join(lines) + "\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head.encode())
        parts = []
        while part := connection.recv(1 << 18):
            parts.append(part)
    return b"".join(parts)


def load(port: int, path: str, cookie: str, *, clients: int, seconds: float, most: int) -> Load:
    """Ask for `seconds`, or until `most` answers came. Raises RuntimeError at the first answer that is not 200."""
    taken: list[float] = []
    wrong: list[bytes] = []
    begun = time.perf_counter()

    def client() -> None:
        while not wrong and len(taken) < most and time.perf_counter() < begun + seconds:
            start = time.perf_counter()
            answer = ask(port, path, cookie)
            taken.append(time.perf_counter() - start)
            if not answer.startswith(b"HTTP/1.1 200"):
                wrong.append(answer[:400])

    threads = [Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{path}: {wrong[0]!r}")
    return Load(len(taken) / (time.perf_counter() - begun), quantiles(taken, n=20)[-1] * 1000)
