"""The cast of the tests: the people of one clinic with two branches, made through the real actions, and what they
work with."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.appointments.models import Service
from rapport.outreach.models import ChannelAccount
from rapport.people.actions import Edited, NewPatient, edit_patient, give_consent, register_patients
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.schedule import checkup, works

PASSWORD = "open-sesame-then-close"


@pytest.fixture
def riverside(db: None) -> Branch:
    """The branch in Hangzhou."""
    return Branch.objects.create(
        name="滨江院", time_zone="Asia/Shanghai", region="CN", currency="CNY", language="zh-hans"
    )


@pytest.fixture
def almaty(db: None) -> Branch:
    """The branch in Almaty, three hours behind."""
    return Branch.objects.create(
        name="Алматы", time_zone="Asia/Almaty", region="KZ", currency="KZT", language="ru"
    )


@pytest.fixture
def owner(riverside: Branch) -> User:
    """Owns the house: every branch."""
    return add_user("owner", name="陈老板", password=PASSWORD, roles=[(Role.OWNER, None)], language="en")


@pytest.fixture
def desk(riverside: Branch) -> User:
    """Administrator at the front desk of Riverside."""
    return add_user(
        "desk", name="许文静", password=PASSWORD, roles=[(Role.ADMINISTRATOR, riverside)], language="en"
    )


@pytest.fixture
def caller(riverside: Branch) -> User:
    """Customer service of Riverside."""
    return add_user(
        "caller", name="何晴", password=PASSWORD, roles=[(Role.CUSTOMER_SERVICE, riverside)], language="en"
    )


@pytest.fixture
def dentist(riverside: Branch) -> User:
    return add_user("dentist", name="林岚", password=PASSWORD, roles=[(Role.DENTIST, riverside)], language="en")


@pytest.fixture
def marketer(riverside: Branch) -> User:
    """Marketer of Riverside, who never sees Almaty."""
    return add_user(
        "marketer", name="周市场", password=PASSWORD, roles=[(Role.MARKETER, riverside)], language="en"
    )


@pytest.fixture
def almaty_marketer(almaty: Branch) -> User:
    """Marketer of Almaty, who never sees Riverside."""
    return add_user(
        "marketer2", name="Дана Маркетова", password=PASSWORD, roles=[(Role.MARKETER, almaty)], language="en"
    )


def register(branch: Branch, full_name: str, *, phone: str = "", **fields: object) -> Patient:
    """One person at `branch`, through the real action; `phone` in E.164."""
    contacts = [ContactPoint(kind="phone", value=phone)] if phone else []
    [patient] = register_patients(
        [NewPatient(Patient(branch=branch, full_name=full_name, **fields), contacts)], by=None
    )
    return patient


def edit(patient: Patient, **fields: object) -> Patient:
    """Somebody changes the record as they read it."""
    return edit_patient(patient.pk, Edited(fields, None, None), version=patient.version, by=None)


@pytest.fixture
def zhou(riverside: Branch) -> Patient:
    """周雅琴, who brings others."""
    return register(
        riverside,
        "周雅琴",
        family_name="周",
        given_name="雅琴",
        sex="female",
        birth_date=date(1980, 11, 22),
        file_number="20801",
        phone="+8613800138000",
    )


@pytest.fixture
def agreed(zhou: Patient, desk: User) -> Patient:
    """周雅琴, who has agreed to processing."""
    give_consent(zhou, Purpose.PROCESSING, by=desk)
    return zhou


@pytest.fixture
def marsh(riverside: Branch) -> Patient:
    """Helen Marsh, who writes English."""
    return register(
        riverside,
        "Helen Marsh",
        family_name="Marsh",
        given_name="Helen",
        sex="female",
        birth_date=date(1974, 3, 5),
        file_number="20817",
        phone="+8613900139000",
    )


@pytest.fixture
def khalilova(almaty: Branch) -> Patient:
    """Халилова Марина Сергеевна, of the other branch."""
    return register(
        almaty,
        "Халилова Марина Сергеевна",
        family_name="Халилова",
        given_name="Марина",
        middle_name="Сергеевна",
        sex="female",
        birth_date=date(1990, 6, 1),
        file_number="A-17",
        phone="+77011234567",
    )


@pytest.fixture
def twice(riverside: Branch, zhou: Patient) -> Patient:
    """周雅琴 once more, as somebody else wrote her down."""
    return register(
        riverside, "Zhou Yaqin", family_name="Zhou", given_name="Yaqin", sex="female",
        birth_date=zhou.birth_date, file_number="31007", phone="+8613800138000", occupation="teacher",
    )  # fmt: skip


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    """A check-up of half an hour, of a dentist who works at Riverside from nine to six."""
    works(dentist, riverside)
    return checkup(30)


@pytest.fixture
def sms(db: None) -> ChannelAccount:
    """Sends for the whole house."""
    return ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="a", on=True)
