"""Records are merged while others write on them, and parted again: nothing is lost, doubled or left elsewhere.

    uv run python -m faults.merges [--quick] [--postgres] [--merges N]

A round is a chain of one to three merges of random people, while writers put notes and visits on their records,
then the undoing of all of them, latest first, while they go on. At its end every row of everybody is what it was,
but for what writers were told is written: that is all there, on the person it was written on. A twin without the
guard that keeps a record from being merged while it is written on must fail. Ends with 1 where it does not.

Half of the time of a short run goes into the tables of the empty clinic.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any
from unittest import mock

from faults.house import House, house

if TYPE_CHECKING:
    from django.db.models import Model

_WRITERS = 3
# seconds that a writer rests between two writes, at most, and writes of each while a chain is merged, or parted
_REST = 0.05
_WRITES = 20
# merges of the twin
_TWIN = 10
_DAY = date(2026, 3, 5)


@dataclass
class Tally:
    """What happened over all rounds."""

    merges: int = 0
    unequal: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        return self.unequal + self.counts["lost"] + self.counts["elsewhere"] + self.counts["thrown"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within a minute")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--merges", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    wanted = arguments.merges or (10 if arguments.quick else 200)
    with house(postgres=arguments.postgres) as home:
        people = _write_people(home, Random(arguments.seed))
        tally = _run(people, wanted, Random(arguments.seed + 1))
        with _guard_off():
            twin = _run(people, min(wanted, _TWIN), Random(arguments.seed + 2))
    for told in tally.told:
        print(told[:1_000])
    print(
        f"figure database={home.vendor} merges={tally.merges} written={tally.counts['written']}"
        f" refused={tally.counts['refused']} busy={tally.counts['busy']} unequal={tally.unequal}"
        f" lost={tally.counts['lost']} elsewhere={tally.counts['elsewhere']} thrown={tally.counts['thrown']}"
        f" guard_off_bad={twin.bad}/{twin.merges}"
    )
    return 0 if tally.merges >= wanted and not tally.bad and twin.bad else 1


def _write_people(home: House, chance: Random) -> list[int]:
    """People of one clinic with some of everything that can belong to them, tied to each other."""
    from rapport.care.actions import NewVisit, record_visits
    from rapport.care.models import Treatment, Visit
    from rapport.people.actions import NewPatient, register_patients, tag_patients
    from rapport.people.models import ContactPoint, Patient, Tag

    newcomers = [
        NewPatient(
            Patient(
                branch=home.branch, full_name=f"王{n}", file_number=f"{n}", remark=chance.choice(("", f"r{n}"))
            ),
            [ContactPoint(kind="phone", value=f"+86138001{n // 2:05}", preferred=chance.random() < 0.5)],
        )
        for n in range(40)
    ]
    people = register_patients(newcomers, by=None)
    ids = [patient.pk for patient in people]
    for patient in people:
        visits = [
            NewVisit(Visit(patient=patient, branch=home.branch, day=_DAY), [Treatment(name="洁牙", amount=n)])
            for n in range(chance.randint(0, 3))
        ]
        record_visits(visits)
        Patient.objects.filter(pk=patient.pk).update(
            referrer=chance.choice([None, *(pk for pk in ids if pk != patient.pk)])
        )
    for tag in Tag.objects.all():
        tag_patients(chance.sample(ids, 20), tag, by=_desk())
    return ids


def _desk() -> Any:
    from rapport.staff.models import User

    return User.objects.get(username="lin")


Row = tuple[str, str]


def _rows(written: dict[Row, int]) -> dict[Row, str]:
    """Every row that belongs to somebody, in every app, but for what is worked out from others, and for what the
    writers wrote."""
    from rapport.people.models import SearchTerm

    found = {
        (label, str(row["pk"])): repr(row)
        for label, model in _models().items()
        for row in model._base_manager.exclude(pk__in=_ids(written, label)).values("pk", *_columns(model))
    }
    terms = SearchTerm.objects.values_list("patient_id", "term")
    return found | {("people.searchterm", f"{patient} {term}"): "" for patient, term in terms}


def _ids(written: dict[Row, int], label: str) -> list[str]:
    return [pk for model, pk in written if model == label]


@cache
def _models() -> dict[str, type[Model]]:
    from rapport.lib.merging import OnMerge
    from rapport.people.merging.relations import relations_of
    from rapport.people.models import Merge, Patient

    models: set[type[Model]] = {relation.model for relation in relations_of(Patient)} | {Patient}
    kept = {m for m in models if getattr(m, "on_merge", "") != OnMerge.REBUILD} - {Merge}
    return {model._meta.label_lower: model for model in kept}


def _columns(model: type[Model]) -> list[str]:
    # a record that was merged and parted is of a later version
    return [f.attname for f in model._meta.concrete_fields if f.attname not in ("version", "updated_at")]


def _run(people: list[int], wanted: int, chance: Random) -> Tally:
    tally = Tally()
    before = _rows({})
    while tally.merges < wanted:
        written: dict[Row, int] = {}
        _round(people, chance, written, tally)
        _look_for(written, tally)
        after = _rows(written)
        if after != before:
            tally.unequal += 1
            odd = sorted(set(after.items()) ^ set(before.items()))
            tally.told.append(f"unequal: {odd[:4]}")
        _sweep(written)
        before = after
    return tally


def _round(people: list[int], chance: Random, written: dict[Row, int], tally: Tally) -> None:
    from rapport.lib.refusal import Refused
    from rapport.people.merging.actions import merge_patients
    from rapport.people.merging.undoing import undo_merge

    chain = chance.sample(people, chance.randint(2, 4))
    done: list[int] = []
    stands = chain[0]
    with _writing(chain, chance, written, tally):
        for other in chain[1:]:
            pair = (stands, other) if chance.random() < 0.5 else (other, stands)
            try:
                done.append(merge_patients(*pair, picks={}, by=None).pk)
                stands = pair[0]
                tally.merges += 1
            except Refused:
                tally.counts["busy"] += 1
    with _writing(chain, chance, written, tally):
        for merge in reversed(done):
            while True:
                try:
                    undo_merge(merge, by=None)
                    break
                except Refused as refusal:
                    if refusal.code != "merge_busy":
                        raise
                    tally.counts["busy"] += 1


@contextmanager
def _writing(chain: list[int], chance: Random, written: dict[Row, int], tally: Tally) -> Iterator[None]:
    """While the block runs, writers write on all of these; what they were told is written is kept."""
    over = threading.Event()
    writers = [
        threading.Thread(target=_write, args=(chain, Random(chance.random()), over, written, tally))
        for _ in range(_WRITERS)
    ]
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        over.set()
        for writer in writers:
            writer.join()


def _write(chain: list[int], chance: Random, over: threading.Event, written: dict[Row, int], tally: Tally) -> None:
    from django.db import DatabaseError, connection

    from rapport.lib.refusal import Refused

    for _ in range(_WRITES):
        if over.is_set():
            break
        pk = chance.choice(chain)
        try:
            row = _note(pk) if chance.random() < 0.7 else _visit(pk)
            written[row] = pk
            tally.counts["written"] += 1
        except Refused:
            tally.counts["refused"] += 1
        except DatabaseError as error:
            tally.counts["thrown"] += 1
            tally.told.append(f"{type(error).__name__}: {error}")
        over.wait(chance.random() * _REST)
    connection.close()


def _note(pk: int) -> Row:
    from rapport.people.actions import write_note
    from rapport.people.models import Patient

    # as a page does that was loaded before the merge
    note = write_note(Patient(pk=pk), "meanwhile", by=_desk())
    return note._meta.label_lower, str(note.pk)


def _visit(pk: int) -> Row:
    from rapport.care.actions import NewVisit, record_visits
    from rapport.care.models import Visit
    from rapport.people.models import Patient
    from rapport.staff.models import Branch

    branch = Branch.objects.get()
    [visit] = record_visits([NewVisit(Visit(patient=Patient(pk=pk, branch=branch), branch=branch, day=_DAY), [])])
    return visit._meta.label_lower, str(visit.pk)


def _look_for(written: dict[Row, int], tally: Tally) -> None:
    """What was acknowledged is there, on the person it was written on."""
    for label, model in _models().items():
        ids = _ids(written, label)
        if ids:
            owners = dict(model._base_manager.filter(pk__in=ids).values_list("pk", "patient_id"))
            tally.counts["lost"] += len(ids) - len(owners)
            tally.counts["elsewhere"] += sum(written[label, str(pk)] != owner for pk, owner in owners.items())


def _sweep(written: dict[Row, int]) -> None:
    """Away with what the writers wrote, or the records would grow from round to round."""
    for label, model in _models().items():
        model._base_manager.filter(pk__in=_ids(written, label)).delete()


@contextmanager
def _guard_off() -> Iterator[None]:
    """Whoever writes neither holds the record nor looks whether it is there."""
    from rapport.people.actions import marks

    with mock.patch.object(marks, "hold", set):
        yield


if __name__ == "__main__":
    sys.exit(main())
