"""Remarks of another program that somebody wants no calls or no messages are kept to (REC-11)."""

import pytest

from rapport.importing.deciding.stops import stops_in
from rapport.importing.tests.engine import bring_in, codes, take_back, written
from rapport.people.models import Consent, Patient
from rapport.people.models.consent import Said
from rapport.staff.models import Branch

CALLS, TEXTS, ALL = ({("care", way), ("marketing", way)} for way in ("call", "sms", ""))


@pytest.mark.parametrize(
    ("remark", "ended"),
    [
        ("не звонить!!!", CALLS),
        ("36 пульпит. Просила больше не звонить", CALLS),
        ("不要打电话", CALLS),
        ("Allergic; do not call", CALLS),
        ("смс не слать", TEXTS),
        ("不接受短信", TEXTS),
        ("请勿打扰（上班）", ALL),
        ("отказ от рассылки", {("marketing", "")}),
        ("не звонить после 18:00", set()),
        ("позвонить в мае", set()),
        ("", set()),
    ],
)
def test_a_stop_is_a_whole_part_of_a_remark(remark: str, ended: set[tuple[str, str]]) -> None:
    assert set(stops_in(remark)[0]) == ended


def test_who_wants_no_calls_is_not_called(riverside: Branch) -> None:
    before = written()
    imported = bring_in(riverside, "ФИО,Телефон,Примечание\nИванова Мария,+79171112233,не звонить!!!")
    words = Consent.objects.values_list("purpose", "channel", "said", "note")
    assert set(words) == {(*word, "refused", "не звонить") for word in CALLS}
    assert codes(imported) == ["no_more"]
    take_back(imported)
    assert (written(), Consent.objects.count()) == (before, 0)


def test_the_same_remark_does_not_unsay_a_later_consent(riverside: Branch) -> None:
    """Who agreed since has agreed, though every new export of the old program repeats the remark."""
    bring_in(riverside, "ФИО,Телефон,Примечание\nИванова Мария,+79171112233,не звонить")
    person = Patient.objects.get()
    day = Consent.objects.latest("pk").day
    Consent.objects.create(patient=person, purpose="care", channel="call", said=Said.GIVEN, day=day)
    bring_in(riverside, "ФИО,Телефон,Примечание,Адрес\nИванова Мария,+79171112233,не звонить,Казань")
    assert Consent.objects.about("care", "call").latest("pk").said == Said.GIVEN


def test_a_new_remark_ends_what_was_agreed_before(riverside: Branch) -> None:
    bring_in(riverside, "ФИО,Телефон\nИванова Мария,+79171112233")
    person = Patient.objects.get()
    Consent.objects.create(patient=person, purpose="marketing", channel="", said=Said.GIVEN, day="2024-01-01")
    bring_in(riverside, "ФИО,Телефон,Примечание\nИванова Мария,+79171112233,рекламу не присылать")
    assert Consent.objects.latest("day", "pk").said == Said.REFUSED


@pytest.mark.parametrize("said", ["да 12.01.2023", "Да, от 12.01.2023"])
def test_a_consent_with_its_day_is_one(riverside: Branch, said: str) -> None:
    imported = bring_in(riverside, f'ФИО,Телефон,Согласие на обработку ПДн\nИванова Мария,+79171112233,"{said}"')
    assert (str(Consent.objects.get().day), codes(imported)) == ("2023-01-12", [])
