"""The figures of `bench.gate` for the database that the environment names."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

from rapport.config import ready

ready.set_up()  # before the models are read

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import base  # noqa: E402
from rapport.lib import clock  # noqa: E402
from rapport.outreach.gate import Ask, Glance, look, look_many  # noqa: E402
from rapport.outreach.gate.reading import houses_at, statement_for  # noqa: E402
from rapport.outreach.models import Contact, HoursWish, Pause  # noqa: E402
from rapport.people.models import Consent, Household, Patient  # noqa: E402

TIMES = 3
# people who are asked about one by one as well: everyone where there are no more, else so many of them by chance
EVERYONE, SAMPLE = 10_000, 5_000
ASK = Ask("marketing", "call")


def main(people: int, everyone: bool) -> None:
    call_command("migrate", verbosity=0)
    with clock.set_to(base.NOW):
        base.fill_people(people)
        _fill(people)
        base.settle()
        everybody = Patient.objects.all()
        found: dict[str, Any] = {"people": people}
        found["bare_s"] = _best(
            lambda: list(everybody.values_list("pk", "birth_date", "time_zone", "guardian_id"))
        )
        found["statement_s"] = _best(lambda: _rows(*statement_for(everybody, ASK, base.NOW, houses_at(base.NOW))))
        begun = time.perf_counter()
        glances = look_many(everybody, ASK)
        found["list_s"] = round(time.perf_counter() - begun, 2)
        some = everybody.order_by("pk")
        if people > EVERYONE and not everyone:
            some = some.filter(pk__in=Random(people).sample(sorted(glances), SAMPLE))
        begun = time.perf_counter()
        equal = [_equal(glances[patient.pk], patient) for patient in some.iterator()]
        alone = time.perf_counter() - begun
    unequal = equal.count(False)
    found |= {
        "compared": len(equal),
        "alone_ms": round(alone / len(equal) * 1000, 2),
        "unequal": unequal,
        "allowed": sum(glance.allowed for glance in glances.values()),
    }
    print(json.dumps(found))


def _equal(glance: Glance, patient: Patient) -> bool:
    said = look(patient, ASK)
    return (
        glance.codes == tuple(reason.code for reason in said.reasons)
        and glance.next_moment == said.next_moment
        and glance.addressed_id == (said.addressed and said.addressed.pk)
        and glance.contact_point_id == (said.contact_point and said.contact_point.pk)
    )


def _best(work: Callable[[], object]) -> float:
    tries = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        tries.append(time.perf_counter() - begun)
    return round(min(tries), 2)


def _rows(sql: str, params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _fill(people: int) -> None:
    """Something for or against everyone."""
    write, day, numbers = base.write, base.day, base.numbers
    for purpose, missing in (("care", 5), ("marketing", 3)):
        said = "CASE WHEN n % 11 = 0 THEN 'withdrawn' ELSE 'given' END"
        write(
            Consent,
            {"patient_id": "n", "purpose": f"'{purpose}'", "said": said, "day": day("n % 900")},
            f"{numbers(people)} WHERE n % {missing} <> 0",
        )
    Household.objects.bulk_create(Household(name=str(n)) for n in range(people // 4))
    first = Household.objects.order_by("pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        home = f"household_id = {first} + id / 4 WHERE id % 4 <> 3 AND id / 4 < {people // 4}"
        cursor.execute(f"UPDATE people_patient SET {home}")
        zones = "CASE id % 4 WHEN 0 THEN 'Europe/Moscow' WHEN 1 THEN 'Asia/Almaty' ELSE 'Asia/Kolkata' END"
        cursor.execute(f"UPDATE people_patient SET time_zone = {zones} WHERE id % 3 = 0")
    write(
        Pause,
        {
            "patient_id": "n",
            "ground": "'asked'",
            "scope": "'calls'",
            "since": day("9"),
            "until": day("n % 20 - 15"),
        },
        f"{numbers(people)} WHERE n % 13 = 0",
    )
    write(
        HoursWish,
        {"patient_id": "n", "way": "'calls'", "opens": "'17:00:00'", "closes": "'20:00:00'"},
        f"{numbers(people)} WHERE n % 17 = 0",
    )
    write(
        Contact,
        {
            "patient_id": f"1 + n * 31 % {people}",
            "addressed_id": f"1 + n * 31 % {people}",
            "purpose": "'care'",
            "channel": "'sms'",
            "at": base.moment("n * 7 % 90"),
        },
        numbers(people * 3),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), "everyone" in sys.argv[2:])
