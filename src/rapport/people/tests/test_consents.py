"""REC-11: what people agreed to is a history, read the same way in Python and in SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from rapport.lib.refusal import Refused
from rapport.people.actions import Giver, give_consent, refuse_consent, withdraw_consent
from rapport.people.consents import agreeing, in_force, stricter_words, words_of
from rapport.people.consents.rules import State, Word, state, stricter
from rapport.people.models import ChangedPatient, Consent, Patient
from rapport.people.models.consent import CHANNELS, Channel
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind
from rapport.people.models.history import Opening, opened
from rapport.staff.models import Branch, User
from tests.cast import register

TODAY = date(2026, 11, 21)


def word(said: str, days_ago: int, *, channel: str = "", until: int | None = None) -> Consent:
    """A word about marketing messages, said so many days before; `until` days from then it runs out."""
    day = TODAY - timedelta(days=days_ago)
    ends = day + timedelta(days=until) if until is not None else None
    return Consent(purpose="marketing", channel=channel, said=said, day=day, expires_on=ends)


# (what was said, channel asked about, what holds today)
CASES: list[tuple[list[Consent], str | None, State]] = [
    ([], None, State.NONE),
    ([], "sms", State.NONE),
    ([word("given", 9)], None, State.GIVEN),
    ([word("given", 9)], "sms", State.GIVEN),
    ([word("given", 0)], "sms", State.GIVEN),
    ([word("given", -1)], "sms", State.NONE),
    ([word("given", 9, channel="email")], "sms", State.NONE),
    ([word("given", 9, channel="email")], "email", State.GIVEN),
    ([word("given", 9, channel="email")], None, State.NONE),
    ([word("given", 9), word("withdrawn", 5, channel="sms")], "sms", State.WITHDRAWN),
    ([word("given", 9), word("withdrawn", 5, channel="sms")], "email", State.GIVEN),
    ([word("given", 9), word("withdrawn", 5, channel="sms")], None, State.GIVEN),
    ([word("given", 9, channel="sms"), word("withdrawn", 5)], "sms", State.WITHDRAWN),
    ([word("withdrawn", 5), word("given", 9)], "sms", State.WITHDRAWN),
    ([word("given", 5), word("withdrawn", 5)], "sms", State.WITHDRAWN),
    ([word("withdrawn", 5), word("given", 5)], "sms", State.GIVEN),
    ([word("given", 9), word("refused", 4), word("given", 2)], "sms", State.GIVEN),
    ([word("given", 9), word("refused", 4)], "sms", State.REFUSED),
    ([word("refused", 9), word("withdrawn", 8)], None, State.WITHDRAWN),
    ([word("given", 9, until=8)], "sms", State.EXPIRED),
    ([word("given", 9, until=9)], "sms", State.GIVEN),
    ([word("given", 9, until=8), word("given", 4)], "sms", State.GIVEN),
    ([word("given", 12), word("given", 9, until=8)], "sms", State.EXPIRED),
    ([word("given", 9, until=3), word("withdrawn", 5)], "sms", State.WITHDRAWN),
]


@pytest.fixture
def say(riverside: Branch) -> Callable[[list[Consent]], Patient]:
    def say(words: list[Consent]) -> Patient:
        person = register(riverside, "周雅琴")
        for one in words:
            one.pk, one._state.adding, one.patient = None, True, person
            one.save()
        return person

    return say


def test_sql_and_python_say_the_same(say: Callable[[list[Consent]], Patient]) -> None:
    """REC-11: one table of histories, asked of one person, of everybody at once, and of the rules."""
    for words, channel, expected in CASES:
        person = say(words)
        told = state(words_of(person.consents.all()), "marketing", channel, TODAY)
        assert told == expected, (words, channel)
        given = expected is State.GIVEN
        assert in_force(person, "marketing", channel, TODAY) == given, (words, channel)
        assert (
            agreeing(Patient.objects.all(), "marketing", channel, on=TODAY).filter(pk=person.pk).exists() == given
        )


def test_everybody_is_asked_about_in_one_query(
    zhou: Patient, marsh: Patient, khalilova: Patient, django_assert_num_queries: Callable
) -> None:
    for person in (zhou, marsh):
        give_consent(person, Purpose.MARKETING, by=None, given_on=TODAY)
    withdraw_consent(marsh, Purpose.MARKETING, by=None, channel="sms")
    with django_assert_num_queries(1):
        assert set(agreeing(Patient.objects.all(), "marketing", "sms", on=zhou.branch.today())) == {zhou}
    with django_assert_num_queries(1):
        assert in_force(zhou, "marketing", "sms", TODAY)


def test_purposes_stand_apart(zhou: Patient) -> None:
    """REC-11: processing, care messages, marketing and photos are four questions."""
    give_consent(zhou, Purpose.PROCESSING, by=None)
    assert [purpose for purpose in Purpose if in_force(zhou, purpose)] == [Purpose.PROCESSING]


def test_a_withdrawal_holds_at_once_and_rewrites_nothing(zhou: Patient, desk: User) -> None:
    """REC-11: withdrawn when, by whom; what was given before stays in the history."""
    given = give_consent(zhou, Purpose.MARKETING, by=desk)
    ChangedPatient.objects.all().delete()
    withdrawn = withdraw_consent(zhou, Purpose.MARKETING, by=desk, how="phone", note="太多短信")
    assert not in_force(zhou, Purpose.MARKETING)
    assert list(zhou.consents.order_by("pk")) == [given, withdrawn]
    assert (withdrawn.recorded_by, withdrawn.how, withdrawn.note) == (desk, "phone", "太多短信")
    assert ChangedPatient.objects.filter(patient=zhou).exists()


def test_a_refusal_says_why(zhou: Patient, desk: User) -> None:
    """BAS-1: a refusal is recorded with its reason."""
    for reason in ("no_time", "not_offered", "did_not_want"):
        assert refuse_consent(zhou, Purpose.PROCESSING, by=desk, reason=reason).reason == reason
    with pytest.raises(Refused, match="Choose why"):
        refuse_consent(zhou, Purpose.PROCESSING, by=desk, reason="")
    assert not in_force(zhou, Purpose.PROCESSING)


@pytest.mark.parametrize(
    ("region", "age", "alone"),
    [
        ("CN", 13, False),
        ("CN", 14, True),
        ("RU", 13, False),
        ("KZ", 17, False),
        ("FR", 17, False),
        ("FR", 18, True),
    ],
)
def test_who_speaks_for_themselves_depends_on_the_country(
    riverside: Branch, region: str, age: int, alone: bool
) -> None:
    """REC-11: a guardian for a minor."""
    riverside.region = region
    riverside.save()
    today = riverside.today()
    child = register(riverside, "刘思源", birth_date=today.replace(year=today.year - age, day=1))
    if alone:
        assert give_consent(child, Purpose.CARE, by=None).giver_name == ""
        return
    with pytest.raises(Refused) as refusal:
        give_consent(child, Purpose.CARE, by=None)
    assert refusal.value.code == "guardian_needed"
    assert not in_force(child, Purpose.CARE)


def test_the_guardian_stands_in_the_word(riverside: Branch, zhou: Patient) -> None:
    """REC-11: given by whom."""
    child = register(riverside, "刘思源", birth_date=date(2020, 4, 1), guardian=zhou)
    said = give_consent(child, Purpose.PROCESSING, by=None, giver=Giver("周雅琴", "mother", zhou))
    said.refresh_from_db()
    assert (said.giver_name, said.relation, said.given_by) == ("周雅琴", "mother", zhou)


def test_what_cannot_be_is_refused(zhou: Patient) -> None:
    tomorrow = zhou.branch.today() + timedelta(days=1)
    for code, wrong in (
        ("day_to_come", {"given_on": tomorrow}),
        ("no_channels", {"channel": "sms"}),
        ("ends_before", {"given_on": TODAY, "expires_on": TODAY - timedelta(days=1)}),
    ):
        with pytest.raises(Refused) as refusal:
            give_consent(zhou, Purpose.PHOTOS, by=None, **wrong)
        assert refusal.value.code == code
    assert not zhou.consents.exists()


# what becomes of a history


def test_no_door_of_the_models_rewrites_a_history(zhou: Patient, marsh: Patient) -> None:
    """REC-11: never overwritten, by no object, no queryset, no bulk."""
    said = give_consent(zhou, Purpose.MARKETING, by=None)
    said.said = "refused"
    for attempt in (
        said.save,
        said.delete,
        lambda: Consent.objects.filter(pk=said.pk).update(said="refused"),
        lambda: Consent.objects.bulk_update([said], ["said"]),
        lambda: Consent.objects.all().delete(),
        lambda: zhou.consents.all().delete(),
        lambda: Consent.objects.filter(pk=said.pk).update(patient=marsh),
    ):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            attempt()
        assert refusal.value.code == "history_stays"
    assert in_force(zhou, Purpose.MARKETING)


def test_the_database_itself_rewrites_no_history(zhou: Patient, marsh: Patient) -> None:
    """REC-11: nor does raw SQL, inside an opening or outside; an opening lets a merge move the person alone."""
    said = give_consent(zhou, Purpose.MARKETING, by=None)
    for change in ("said = 'refused'", "day = '2000-01-01'", f"patient_id = {marsh.pk}", "note = 'x'"):
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            raw(f"UPDATE people_consent SET {change}")
    with pytest.raises(IntegrityError, match="never rewritten"), opened("test"):
        raw(f"UPDATE people_consent SET said = 'refused', patient_id = {marsh.pk}")
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        raw("DELETE FROM people_consent")
    with opened("merge"):
        assert Consent.objects.filter(pk=said.pk).update(patient=marsh) == 1
    assert in_force(marsh, Purpose.MARKETING) and not in_force(zhou, Purpose.MARKETING)
    assert not Opening.objects.exists()


def raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


# merging


def random_words(rng: Random, said=("given", "refused", "withdrawn")) -> list[Word]:
    return [
        Word(
            "marketing",
            rng.choice(("", "", "sms", "email")),
            rng.choice(said),
            TODAY - timedelta(days=rng.randint(0, 6)),
            rng.randrange(1_000),
        )
        for _ in range(rng.randint(0, 5))
    ]


def test_the_stricter_consent_wins() -> None:
    """REC-10, REC-11: of two histories made one, nothing holds that either person's words were against."""
    rng, closed = Random(11), 0
    for _ in range(2_000):
        first, second = random_words(rng), random_words(rng)
        added = stricter(first, second, TODAY)
        closed += len(added)
        for channel in (None, *(str(one) for one in CHANNELS)):
            own = {state(words, "marketing", channel, TODAY) for words in (first, second)}
            after = state(first + second + added, "marketing", channel, TODAY)
            if own & {State.REFUSED, State.WITHDRAWN}:
                assert after is not State.GIVEN, (first, second, channel)
    assert closed > 100, "the cases never needed the rule"


def test_who_was_never_asked_takes_nothing_away() -> None:
    given = Word("marketing", "", "given", TODAY)
    assert stricter([given], [], TODAY) == [] == stricter([given], [given], TODAY)


def test_two_records_of_one_person_keep_the_stricter_word(zhou: Patient, marsh: Patient) -> None:
    """REC-10: an older withdrawal of one record outlives the newer consent of the other, and both stay on file."""
    withdraw_consent(zhou, Purpose.MARKETING, by=None, channel="sms", withdrawn_on=TODAY - timedelta(days=400))
    give_consent(marsh, Purpose.MARKETING, by=None, given_on=TODAY - timedelta(days=3))
    closing = stricter_words(zhou, marsh)
    with opened("merge"):
        marsh.consents.all().update(patient=zhou)
    for one in closing:
        one.save()
    assert not in_force(zhou, Purpose.MARKETING, "sms") and in_force(zhou, Purpose.MARKETING, "email")
    assert [one.how for one in closing] == ["merge"] and zhou.consents.count() == 3


def test_an_e_mail_that_is_written_is_no_address_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert (Channel.EMAIL.label, ContactKind.EMAIL.label) == ("邮件", "邮箱")
