"""Brings hostile pictures to a card through the page, and looks at what is kept, said, and used of the machine.

    python -m faults.images [--quick] [--postgres] [--seed N]

Each of more than a hundred files is sent like a browser would. Then every file that is kept is looked at with
other eyes than the gate's: nothing but a bare JPEG may lie there. `as_brought` says how many of the files the same
eyes object to as they came, so that they are known to see.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random

from PIL import Image

from faults.hostile.bombs import bombs
from faults.hostile.case import PAYLOAD, PLACE, Case
from faults.hostile.disguises import disguises
from faults.hostile.traces import traces, wrecks
from faults.house import House, house
from faults.worker import start

QUICK = 18
PATIENCE = 1_200.0
LANGUAGES = ("en", "ru", "zh-hans")
# what may not stand anywhere in a file that is kept
TRACES = (PLACE, b"Exif\x00", b"GPS", b"ns.adobe.com", b"ICC_PROFILE", b"Photoshop")
ACTIVE = (PAYLOAD, b"<svg", b"<html", b"<?php", b"%PDF", b"PK\x03\x04")


@dataclass
class Tally:
    """What happened over all files; sizes in MB."""

    files: int = 0
    came_in: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    wordless: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    traced: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    as_brought: int = 0
    left: int = 0
    server_mb: float = 0
    quarantine_mb: float = 0
    slowest_s: float = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=20)
    arguments = parser.parse_args()
    with house(postgres=arguments.postgres) as home, tempfile.TemporaryDirectory() as folder:
        made, told = Path(folder) / "made.json", home.home / "told.json"
        # in processes of their own: what it takes to make the files is none of the server's memory
        _in_a_process(lambda: _make(Path(folder), made, arguments.seed, QUICK if arguments.quick else None))
        cases = [Case(**one, content=b"") for one in json.loads(made.read_text())]
        _in_a_process(lambda: told.write_text(json.dumps(asdict(_bring(home, Path(folder), cases)))))
        said = json.loads(told.read_text())
    tally = Tally(**said)
    _tell(tally)
    return int(bool(tally.active or tally.traced or tally.wordless or tally.unexpected or tally.tracebacks))


def _in_a_process(job: object) -> None:
    worker = start(job)  # type: ignore[arg-type]
    if not worker.within(PATIENCE) or worker.ended:
        worker.kill()
        sys.exit(f"not done: {worker.ended}")


def _make(folder: Path, made: Path, seed: int, number: int | None) -> None:
    """Write the files down by number, and what they are into `made`; evenly fewer of them if `number` is given."""
    cases = [*bombs(), *disguises(), *traces(), *wrecks(Random(seed))]
    if number:
        cases = [cases[place * len(cases) // number] for place in range(number)]
    for place, case in enumerate(cases):
        (folder / str(place)).write_bytes(case.content)
    said = [{k: v for k, v in asdict(replace(case, content=b"")).items() if k != "content"} for case in cases]
    made.write_text(json.dumps(said))


def _bring(home: House, folder: Path, cases: list[Case]) -> Tally:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from rapport.people.actions import NewPatient, register_patients
    from rapport.people.models import Patient
    from rapport.staff.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    tally = Tally()
    logging.getLogger().handlers = [_Tracebacks(tally.tracebacks)]
    [patient] = register_patients([NewPatient(Patient(branch=home.branch, full_name="周雅琴"), [])], by=None)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="lin"))
    for place, case in enumerate(cases):
        User.objects.update(language=LANGUAGES[place % len(LANGUAGES)])
        begun = time.monotonic()
        _bring_one(client, reverse("web:photo_new", args=[patient.pk]), folder / str(place), case, tally)
        tally.slowest_s = max(tally.slowest_s, time.monotonic() - begun)
    tally.server_mb, tally.quarantine_mb = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    _look_at_what_is_kept(tally)
    return tally


def _bring_one(client: object, address: str, path: Path, case: Case, tally: Tally) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from rapport.care.models import Photo

    content = path.read_bytes()
    tally.files += 1
    tally.as_brought += bool(objections(content))
    before = Photo.objects.count()
    data = {"view": "other", "file": SimpleUploadedFile(case.name, content, "image/jpeg")}
    answer = client.post(address, data, headers={"HX-Request": "true"})  # type: ignore[attr-defined]
    came_in = Photo.objects.count() - before
    tally.came_in += came_in
    if answer.status_code != (200 if came_in else 422) or (case.comes_in is not None and came_in != case.comes_in):
        tally.unexpected.append(f"{case.told}: {answer.status_code}, {came_in} came in")
    if not came_in:
        words = answer.content.decode().split("</svg>", 1)[-1]
        if "data-refused" not in answer.content.decode() or len(words) < 40:
            tally.wordless.append(case.told)
        kind = _kind_of(content)
        tally.refused[kind] = tally.refused.get(kind, 0) + 1


def _kind_of(content: bytes) -> str:
    """Which refusal the gate gives, for the table; asked for a second time, outside the page."""
    from rapport.lib.images.gate import let_in
    from rapport.lib.images.refusals import NotTaken

    try:
        let_in(io.BytesIO(content))
    except NotTaken as refusal:
        return refusal.code.value
    return "known already"


def _look_at_what_is_kept(tally: Tally) -> None:
    from rapport.care.models import Photo
    from rapport.care.photographing import photos_folder, picture_file
    from rapport.lib.images.keeping import Size

    expected = {picture_file(photo, size) for photo in Photo.objects.all() for size in Size}
    there = {path for path in photos_folder().rglob("*") if path.is_file()}
    tally.left = len(there ^ expected)
    for path in there:
        for kind, what in objections(path.read_bytes()):
            (tally.traced if kind == "trace" else tally.active).append(f"{path.name}: {what}")


def objections(content: bytes) -> Iterator[tuple[str, str]] | list[tuple[str, str]]:
    """What there is to say against keeping `content`: ("trace" or "active", what)."""
    found = [("trace", repr(word)) for word in TRACES if word in content]
    found += [("active", repr(word)) for word in ACTIVE if word.lower() in content.lower()]
    if not content.startswith(b"\xff\xd8\xff") or not content.endswith(b"\xff\xd9"):
        return [*found, ("active", "not a JPEG from its first byte to its last")]
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
            segments = [name for name, _data in image.applist]  # type: ignore[attr-defined]
            found += [("trace", name) for name in segments if name != "APP0"]
            found += [("trace", "notes")] if dict(image.getexif()) else []
            image.load()
    except Exception as error:
        found.append(("active", f"cannot be read: {error}"))
    return found


class _Tracebacks(logging.Handler):
    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0]:
            self._into.append("".join(traceback.format_exception(*record.exc_info))[-3_000:])


def _tell(tally: Tally) -> None:
    for name in ("unexpected", "wordless", "active", "traced", "tracebacks"):
        for one in getattr(tally, name):
            print(f"{name}: {one}")
    print("refused:", ", ".join(f"{code} {many}" for code, many in Counter(tally.refused).most_common()))
    print(
        f"figure files={tally.files} came_in={tally.came_in} refused={sum(tally.refused.values())} "
        f"active={len(tally.active)} traced={len(tally.traced)} wordless={len(tally.wordless)} "
        f"tracebacks={len(tally.tracebacks)} unexpected={len(tally.unexpected)} left_behind={tally.left} "
        f"as_brought={tally.as_brought} server_mb={tally.server_mb:.0f} quarantine_mb={tally.quarantine_mb:.0f} "
        f"slowest_s={tally.slowest_s:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
