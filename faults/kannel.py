"""A real Kannel for the length of a block: bearerbox, smsbox, and fakesmsc in place of the network.

It listens on every address, so it only ever runs in a network namespace of its own: `alone` starts the whole
program anew in one, where nothing but the loopback is.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

_ALONE = "RAPPORT_IN_A_NAMESPACE"
_FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
_ADMIN, _SMSC, _BOX, SENDSMS = 13000, 10000, 13001, 13013
_READY = 20.0
ACCOUNT = {"url": f"http://127.0.0.1:{SENDSMS}", "username": "clinic", "password": "words", "sender": "10690"}
_CONFIG = f"""
group = core
admin-port = {_ADMIN}
admin-password = admin
smsbox-port = {_BOX}
box-allow-ip = 127.0.0.1
log-file = "%(folder)s/bearerbox.log"
log-level = 1

group = smsc
smsc = fake
smsc-id = FAKE
port = {_SMSC}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {SENDSMS}
log-file = "%(folder)s/smsbox.log"
log-level = 1

group = sendsms-user
username = {ACCOUNT["username"]}
password = {ACCOUNT["password"]}
max-messages = 1

group = sms-service
keyword = default
text = "-"
max-messages = 0
"""
# Got message 1: <10690 +8613800000001 data %60%A8>
_GOT = re.compile(rb"Got message \d+: <(\S+) (\S+) (\S+) (.*)>")


def alone(module: str, words: Sequence[str]) -> None:
    """Return in a network namespace of our own: where this is none yet, the program starts anew in one."""
    if os.environ.get(_ALONE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    for needed in ("unshare", "ip", "bearerbox", "smsbox", _FAKESMSC):
        if not shutil.which(needed):
            sys.exit(f"{needed} is missing: apt install kannel kannel-extras iproute2 util-linux")
    command = ["unshare", "-n", sys.executable, "-m", module, *words]
    os.execvpe(command[0], command, {**os.environ, _ALONE: "1"})


class Log:
    """Whole lines of a file that others write on, each once: whoever looks often does not read it all again."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, 0

    def further(self) -> bytes:
        with self._path.open("rb") as file:
            file.seek(self._read)
            lines, end, _half = file.read().rpartition(b"\n")
        self._read += len(lines) + len(end)
        return lines + end


class Kannel:
    """The running gateway; what came out at its other end."""

    def __init__(self, folder: Path) -> None:
        self._log = Log(folder / "fakesmsc.log")
        self._delivered: list[tuple[str, str]] = []

    def delivered(self) -> list[tuple[str, str]]:
        """Address and text of everything that reached the network, in order."""
        found = _GOT.findall(self._log.further())
        self._delivered += [(to.decode(), _text(kind, data)) for _from, to, kind, data in found]
        return self._delivered


def _text(kind: bytes, data: bytes) -> str:
    raw = unquote_to_bytes(data.replace(b"+", b" "))
    return raw.decode("utf-16-be") if kind == b"ucs-2" else raw.decode()


@contextmanager
def kannel() -> Iterator[Kannel]:
    """Started, connected, and ended with the block."""
    with tempfile.TemporaryDirectory(prefix="rapport-kannel-") as name:
        folder = Path(name)
        config = folder / "kannel.conf"
        config.write_text(_CONFIG % {"folder": name})
        running: list[subprocess.Popen[bytes]] = []
        try:
            running.append(_start(["bearerbox", str(config)], folder / "bearerbox.out"))
            _wait_for(_BOX)
            _wait_for(_SMSC)
            running.append(_start(["smsbox", str(config)], folder / "smsbox.out"))
            # it only listens: a message of its own every so many years
            generate = ["-H", "127.0.0.1", "-r", str(_SMSC), "-i", "1e9", "-m", "0", "1 2 text x"]
            running.append(_start([_FAKESMSC, *generate], folder / "fakesmsc.log"))
            _wait_for(SENDSMS)
            yield Kannel(folder)
        finally:
            for process in reversed(running):
                process.kill()
                process.wait()


def _start(words: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as said:
        return subprocess.Popen(words, stdout=said, stderr=said, start_new_session=True)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _READY
    while time.monotonic() < until:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"Kannel does not listen on {port}")
