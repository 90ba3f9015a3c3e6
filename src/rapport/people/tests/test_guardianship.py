"""Who speaks for whom (REC-1): by age and country, by households and guardians that never go in a circle."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from auditlog.models import LogEntry

from rapport.lib.refusal import Refused
from rapport.people.actions import family, leave_household, live_together, put_guardian
from rapport.people.guardianship import Matter, Reason, who_is_addressed
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.at_once import all_at_once, codes
from tests.cast import register

TODAY = date(2026, 11, 21)


def aged(years: int, *, region: str = "CN", guardian: Patient | None = None, **fields: object) -> Patient:
    branch = Branch(name=region, region=region)
    born = date(TODAY.year - years, 11, 21)
    return Patient(branch=branch, full_name=f"{years}", birth_date=born, guardian=guardian, **fields)


@pytest.mark.parametrize(
    ("region", "age", "matter", "reason"),
    [
        ("CN", 13, Matter.DATA, Reason.GUARDIAN),
        ("CN", 14, Matter.DATA, Reason.SELF),
        ("CN", 17, Matter.CARE, Reason.GUARDIAN),
        ("RU", 14, Matter.DATA, Reason.SELF),
        ("RU", 14, Matter.CARE, Reason.GUARDIAN),
        ("RU", 15, Matter.CARE, Reason.SELF),
        ("KZ", 16, Matter.CARE, Reason.SELF),
        ("KZ", 17, Matter.DATA, Reason.GUARDIAN),
        ("FR", 17, Matter.CARE, Reason.GUARDIAN),
        ("FR", 18, Matter.DATA, Reason.SELF),
    ],
)
def test_a_childs_messages_go_to_the_guardian(region: str, age: int, matter: Matter, reason: Reason) -> None:
    """REC-1, REC-11: from which age is a table by country."""
    parent = aged(40, region=region)
    parent.pk = 1
    child = aged(age, region=region, guardian=parent)
    child.guardian_id = 1
    said = who_is_addressed(child, TODAY, matter)
    assert said.reason == reason
    assert said.person is (parent if reason == Reason.GUARDIAN else child)


def test_without_a_living_guardian_nobody_is_addressed() -> None:
    assert who_is_addressed(aged(9), TODAY).reason == Reason.GUARDIAN_MISSING
    dead = aged(40, deceased=True)
    assert who_is_addressed(aged(9, guardian=dead), TODAY).reason == Reason.GUARDIAN_DEAD
    assert who_is_addressed(aged(40, deceased=True), TODAY).reason == Reason.DEAD


def test_a_guardian_who_is_a_child_is_spoken_for_too() -> None:
    grandmother = aged(60)
    mother = aged(13, guardian=grandmother)
    assert who_is_addressed(aged(0, guardian=mother), TODAY).person is grandmother


def test_on_the_eve_of_the_birthday_the_guardian_still_speaks() -> None:
    child = aged(14, guardian=aged(40))
    assert who_is_addressed(child, date(2026, 11, 20)).reason == Reason.GUARDIAN
    assert who_is_addressed(child, TODAY).reason == Reason.SELF


def test_nobody_guards_their_own_guardian(riverside: Branch, owner: User) -> None:
    """REC-1: refused in words, at any distance."""
    a, b, c = (register(riverside, name) for name in ("甲", "乙", "丙"))
    put_guardian(a, b, by=owner)
    put_guardian(b, c, by=owner)
    for guardian in (a, b, c):
        with pytest.raises(Refused) as refused:
            put_guardian(c, guardian, by=owner)
        assert refused.value.code == ("own_guardian" if guardian is c else "guardian_circle")
    put_guardian(b, None, by=owner)
    put_guardian(c, a, by=owner)
    assert Patient.objects.get(pk=c.pk).guardian_id == a.pk


def test_the_dead_guard_nobody(riverside: Branch, owner: User) -> None:
    gone, child = register(riverside, "甲", deceased=True), register(riverside, "乙")
    with pytest.raises(Refused) as refused:
        put_guardian(child, gone, by=owner)
    assert refused.value.code == "guardian_dead"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_who_are_made_each_others_guardian_at_once(
    riverside: Branch, owner: User, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """One of the two is refused. With the look taken away both go in: the test bites."""
    if not guarded:
        monkeypatch.setattr(family, "in_a_circle", lambda *args: False)
    a, b = register(riverside, "甲"), register(riverside, "乙")
    copies = Patient.objects.in_bulk([a.pk, b.pk])
    pairs = ((a, b), (copies[b.pk], a))
    refused = codes(all_at_once(*(partial(put_guardian, *pair, by=owner) for pair in pairs)))
    circle = Patient.objects.filter(guardian__guardian__guardian__isnull=False).exists()
    assert (refused, circle) == (["guardian_circle"], False) if guarded else ([], True)


def test_people_move_together_and_apart(riverside: Branch, owner: User, zhou: Patient) -> None:
    """REC-1: a household of either, or a new one; nobody is moved out of another silently."""
    son, aunt, uncle = (register(riverside, name) for name in ("周子", "李姨", "李叔"))
    home = live_together(zhou, son, by=owner)
    assert (home.name, home.members.count()) == ("周", 2)
    other = live_together(aunt, uncle, by=owner)
    with pytest.raises(Refused) as refused:
        live_together(zhou, aunt, by=owner)
    assert refused.value.code == "other_household" and "李姨" in refused.value.message
    leave_household(aunt, by=owner)
    assert live_together(aunt, zhou, by=owner) == home
    assert set(other.members.all()) == {uncle}
    entry = LogEntry.objects.get_for_object(aunt).first()
    assert entry is not None and entry.actor == owner and "household" in entry.changes
    with pytest.raises(Refused):
        live_together(zhou, zhou, by=owner)
