"""A clinic of any size for measuring: people with names in three scripts, their visits, appointments and facts."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db import connection, transaction

from rapport.people.actions import NewPatient, register_patients
from rapport.people.models import ChangedPatient, ContactPoint, Patient, PatientTag, Tag
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch

FAMILIES = {
    "zh": "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧",
    "ru": [
        "Иванов",
        "Смирнов",
        "Кузнецов",
        "Попов",
        "Васильев",
        "Петров",
        "Соколов",
        "Новиков",
        "Фёдоров",
        "Волков",
        "Лебедев",
        "Орлов",
    ],
    "en": [
        "Smith",
        "Jones",
        "Taylor",
        "Brown",
        "Williams",
        "Wilson",
        "Johnson",
        "Davies",
        "Patel",
        "Walker",
        "White",
        "Marsh",
        "Cole",
        "Lindqvist",
    ],
}
GIVEN = {
    "zh": "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰小雅文晓",
    "ru": [
        "Анна",
        "Мария",
        "Олег",
        "Иван",
        "Марина",
        "Сергей",
        "Елена",
        "Павел",
        "Ольга",
        "Дмитрий",
        "Наталья",
        "Юрий",
    ],
    "en": [
        "Anna",
        "Mary",
        "Oliver",
        "John",
        "Helen",
        "Paul",
        "Priya",
        "George",
        "Emma",
        "Peter",
        "Alice",
        "Thomas",
    ],
}
AT_ONCE = 5_000


def fill(patients: int, seed: int = 7) -> None:
    """Write down `patients` people at two branches with about three visits each, and work out their facts."""
    chance = random.Random(seed)
    branches = [
        Branch.objects.create(name="Riverside", currency="CNY"),
        Branch.objects.create(name="Almaty", currency="KZT", time_zone="Asia/Almaty", region="KZ", language="ru"),
    ]
    tags = [Tag.objects.create(name=name) for name in ("VIP", "老客户", "семья")]
    with transaction.atomic():
        for start in range(0, patients, AT_ONCE):
            _add(chance, branches, tags, range(start, min(start + AT_ONCE, patients)))
        _add_history()
        ChangedPatient.objects.all().delete()
        refresh_facts()


def _add(chance: random.Random, branches: list[Branch], tags: list[Tag], numbers: range) -> None:
    people = register_patients([_person(chance, branches, number) for number in numbers], by=None)
    PatientTag.objects.bulk_create(
        PatientTag(patient=one, tag=tag) for one in people for tag in tags if chance.random() < 0.15
    )


def _add_history() -> None:
    """Up to eight visits a person, one treatment each, and an appointment for every third, in three statements."""
    sqlite = connection.vendor == "sqlite"
    day = "date('now', '-' || back || ' days')" if sqlite else "current_date - CAST(back AS integer)"
    moment = "datetime('now', back || ' days')" if sqlite else "now() + back * interval '1 day'"
    now = "datetime('now')" if sqlite else "now()"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE visit_number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM visit_number WHERE n < 8)
            INSERT INTO care_visit
                (patient_id, branch_id, day, dentist_words, complaint, resolution, remark, created_at)
            SELECT id, branch_id, {day}, '', '', '', '', {now} FROM (
                SELECT id, branch_id, (id * 7919 + n * 104729) % 1800 + 1 AS back FROM people_patient, visit_number
                WHERE n <= (id * 31) % 9 - (id % 3)
            ) AS drawn"""
        )
        cursor.execute(
            """
            INSERT INTO care_treatment (visit_id, patient_id, day, code, name, teeth, quantity, amount)
            SELECT id, patient_id, day, '', '', '', 1, ((id * 6007) % 9000 + 100) * 100 FROM care_visit"""
        )
        cursor.execute(
            f"""
            INSERT INTO appointments_appointment
                (patient_id, branch_id, starts_at, dentist_words, chair, service, state, remark, created_at)
            SELECT id, branch_id, {moment}, '', '', '',
                   CASE WHEN back > 0 THEN 'booked' ELSE 'no_show' END, '', {now}
            FROM (
                SELECT id, branch_id, (id * 101) % 120 - 90 AS back FROM people_patient WHERE id % 3 = 0
            ) AS drawn"""
        )


def _person(chance: random.Random, branches: list[Branch], number: int) -> NewPatient:
    script = chance.choice(("zh", "zh", "ru", "en"))
    family, given = chance.choice(FAMILIES[script]), chance.choice(GIVEN[script])
    if script == "zh":
        given += chance.choice(("", chance.choice(GIVEN["zh"])))
    patient = Patient(
        branch=branches[number % 4 == 3],
        family_name=family,
        given_name=given,
        full_name=family + given if script == "zh" else f"{family} {given}",
        file_number=f"{number + 10_000}",
        sex=chance.choice(("female", "male")),
        birth_date=date(1940, 1, 1) + timedelta(days=chance.randint(0, 30_000)),
        deceased=chance.random() < 0.01,
    )
    return NewPatient(patient, [ContactPoint(kind="phone", value=f"+86138{number:08}")])
