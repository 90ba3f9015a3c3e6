"""A base of any size in a few statements: people and ten visits each, with all that facts are told from.

Everything is worked out of the row's number, so that the same size is the same base on both databases.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.db import connection, models, transaction

from rapport.appointments.models import Appointment
from rapport.care.models import Category, Finding, Judgement, Payment, Plan, Treatment, Visit
from rapport.people.models import Consent, ContactPoint, Patient, PatientTag, Source, Tag
from rapport.staff.models import Branch

VISITS_EACH = 10
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
# days over which visits are spread: four years
SPREAD = 1461


@transaction.atomic
def fill(people: int) -> None:
    """Write down `people` with ten visits each, more or fewer as in life, and what hangs on them."""
    branches = fill_people(people)
    first = branches[0].pk
    tag = Tag.objects.create(name="VIP")
    write(
        Consent,
        {
            "patient_id": "n",
            "purpose": "'processing'",
            "day": day("n % 900"),
        },
        f"{numbers(people)} WHERE n % 3 <> 0",
    )
    write(PatientTag, {"patient_id": "n", "tag_id": str(tag.pk)}, f"{numbers(people)} WHERE n % 5 = 0")
    # every eighth has never come, the others share their visits unevenly; they lie in time as they came
    everyone = f"{numbers(people * VISITS_EACH)}"
    whose = f"1 + (n * 6700417 + n / {people} * 104729) % {people}"
    write(
        Visit,
        {
            "id": "n",
            "patient_id": f"CASE WHEN ({whose}) % 8 = 0 AND ({whose}) > 1 THEN ({whose}) - 1 ELSE {whose} END",
            "branch_id": f"{first} + n % {len(branches)}",
            "day": day(f"{SPREAD} - n * {SPREAD} / {people * VISITS_EACH} + n * 31 % 40"),
            "waiting_minutes": "n * 13 % 45",
        },
        everyone,
    )
    categories = list(Category.objects.order_by("position").values_list("code", flat=True))[:16]
    cases = " ".join(f"WHEN {place} THEN '{code}'" for place, code in enumerate(categories))
    write(
        Treatment,
        {
            "visit_id": "id",
            "patient_id": "patient_id",
            "day": "day",
            "category_id": f"CASE (id * 7 + patient_id * 3) % {len(categories)} {cases} END",
            "amount": "(id * 6007 % 9000 + 100) * 100",
        },
        '"care_visit"',
    )
    write(
        Payment,
        {
            "patient_id": "patient_id",
            "branch_id": "branch_id",
            "visit_id": "id",
            "day": "day",
            "amount": "(id * 6007 % 9000 + 100) * 100",
        },
        '"care_visit" WHERE id % 2 = 0',
    )
    write(
        Appointment,
        {
            "patient_id": "n",
            "branch_id": f"{first} + n % {len(branches)}",
            "starts_at": moment("n * 11 % 500 - 60"),
            "state": "CASE WHEN n * 11 % 500 < 60 THEN 'booked' WHEN n % 7 = 0 THEN 'no_show' ELSE 'done' END",
        },
        numbers(people),
    )
    write(
        Finding,
        {
            "patient_id": "n",
            "place": "'36'",
            "kind": "'caries'",
            "urgency": "CASE WHEN n % 8 = 0 THEN 'urgent' ELSE 'soon' END",
            "state": "'open'",
            "found_on": day("n % 400"),
        },
        f"{numbers(people)} WHERE n % 4 = 0",
    )
    write(
        Plan,
        {
            "patient_id": "n",
            "branch_id": f"{first} + n % {len(branches)}",
            "title": "'Implant'",
            "amount": "n % 900 * 1000",
            "state": "'presented'",
            "presented_on": day("n % 300"),
        },
        f"{numbers(people)} WHERE n % 10 = 0",
    )
    write(
        Judgement,
        {
            "patient_id": "n",
            "awareness": "1 + n % 5",
            "demands": "1 + n % 3",
            "reluctance": "1 + n / 3 % 3",
            "technical_hazard": "n % 211 = 0",
            "at": moment("n % 300 + 1"),
        },
        f"{numbers(people)} WHERE n % 4 = 1",
    )


@transaction.atomic
def fill_people(people: int) -> list[Branch]:
    """Write down `people` of four branches and by what they are reached."""
    branches = [Branch.objects.create(name=name) for name in ("Riverside", "Lakeside", "Hillside", "Almaty")]
    first = branches[0].pk
    source = Source.objects.order_by("pk").first() or Source.objects.create(name="Walk-in", kind="walk_in")
    write(
        Patient,
        {
            "id": "n",
            "branch_id": f"{first} + n % {len(branches)}",
            "full_name": "'Person ' || n",
            "sort_key": "'person ' || n",
            "name_key": "'person ' || n",
            "given_key": "'person'",
            "sex": "CASE n % 2 WHEN 0 THEN 'female' ELSE 'male' END",
            "birth_date": day("n * 7919 % 28000 + 400"),
            "registered_on": day(f"{SPREAD} + n % 900"),
            "influence": "CASE WHEN n % 97 = 0 THEN 'entrepreneur' ELSE 'none' END",
            "travel_minutes": "n * 31 % 90",
            "source_id": str(source.pk),
            "deceased": "n % 101 = 0",
            "guardian_id": "CASE WHEN n % 9 = 0 AND n > 1 THEN n - 1 END",
            "referrer_id": "CASE WHEN n % 6 = 0 THEN n / 6 END",
        },
        numbers(people),
    )
    write(
        ContactPoint,
        {"patient_id": "n", "kind": "'phone'", "value": "'+86138' || (10000000 + n)", "valid": "true"},
        f"{numbers(people)} WHERE n % 20 <> 0",
    )
    return branches


def settle() -> None:
    """What a database of this size has had time for: statistics, and on PostgreSQL the map of visible pages."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def write(model: type[models.Model], told: Mapping[str, str], source: str) -> None:
    """INSERT … SELECT into `model`; what is not told takes the model's own default."""
    expressions = dict(told)
    for field in model._meta.concrete_fields:
        if field.column not in expressions and not (field.primary_key and field.column == "id"):
            expressions[field.column] = _default(field)
    columns = ", ".join(f'"{column}"' for column in expressions)
    with connection.cursor() as cursor:
        told = ", ".join(expressions.values())
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {told} FROM {source}')


def _default(field: models.Field) -> str:  # type: ignore[type-arg]
    if isinstance(field, models.DateTimeField) and not field.null:
        return moment()
    value = field.get_default()
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


def numbers(last: int) -> str:
    if connection.vendor == "postgresql":
        return f"(SELECT n::bigint FROM generate_series(1, {last}) n) numbers"
    return (
        f"(WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {last}) "
        "SELECT n FROM counted) numbers"
    )


def day(back: str) -> str:
    if connection.vendor == "postgresql":
        return f"(date '{TODAY}' - CAST({back} AS integer))"
    return f"date('{TODAY}', '-' || ({back}) || ' days')"


def moment(back: str = "0") -> str:
    if connection.vendor == "postgresql":
        return f"(timestamptz '{NOW.isoformat()}' - ({back}) * interval '1 day')"
    return f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', (0 - ({back})) || ' days')"
