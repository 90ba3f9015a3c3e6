"""Likely duplicates in the browser: seen by who may see both, compared, merged, undone, told apart (REC-10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from rapport.care.actions import give_time_to_think
from rapport.people.actions import write_note
from rapport.people.duplicates import find_duplicates
from rapport.people.merging.actions import merge_patients
from rapport.people.models import LikelyDuplicate, Merge, Note, Patient, TwoPeople
from rapport.staff.models import Branch, User
from rapport.staff.roles import RIGHTS, Right
from tests.cast import register

BORN = date(1980, 11, 22)


@pytest.fixture
def twice(riverside: Branch, zhou: Patient) -> Patient:
    """周雅琴 once more, as somebody else wrote her down."""
    found = register(
        riverside, "Zhou Yaqin", family_name="Zhou", given_name="Yaqin", sex="female", birth_date=BORN,
        file_number="31007", phone="+8613800138000", occupation="teacher", remark="afraid",
    )  # fmt: skip
    find_duplicates()
    return found


@pytest.fixture
def browser(client: Client, desk: User) -> Client:
    client.force_login(desk)
    return client


def of(name: str, *people: Patient) -> str:
    return reverse(name, args=[patient.pk for patient in people])


def test_the_list_shows_pairs_of_which_one_may_see_both(
    client: Client, desk: User, owner: User, marketer: User, almaty: Branch, zhou: Patient, twice: Patient
) -> None:
    """REC-10, REC-12."""
    register(almaty, "Чжоу", phone="+8613800138000")
    find_duplicates()
    assert LikelyDuplicate.objects.count() == 3
    for user, shown in ((desk, 1), (owner, 3)):
        client.force_login(user)
        answer = client.get(reverse("web:duplicates"))
        assert len(answer.context["rows"]) == answer.context["tabs"][0].count == shown
    client.force_login(marketer)
    assert client.get(reverse("web:duplicates")).status_code == 403


def test_whoever_may_merge_sees_contacts_in_full() -> None:
    """The pages show both records' phones, to tell the people apart by."""
    assert all(Right.SEE_CONTACTS in rights for rights in RIGHTS.values() if Right.MERGE_PATIENTS in rights)


def test_a_pair_across_the_wall_does_not_exist(browser: Client, zhou: Patient, khalilova: Patient) -> None:
    """REC-12."""
    for name in ("web:duplicate", "web:duplicate_summary"):
        assert browser.get(of(name, zhou, khalilova)).status_code == 404
    for name in ("web:merge_new", "web:duplicate_dismissal"):
        assert browser.post(of(name, zhou, khalilova)).status_code == 404
    assert Patient.objects.count() == 2


def test_two_picked_in_the_list_are_set_beside_each_other(
    browser: Client, zhou: Patient, marsh: Patient, khalilova: Patient
) -> None:
    """REC-10: also two of whom nothing says that they are one; never somebody of another branch (REC-12)."""
    chosen = reverse("web:duplicate_chosen")
    assert chosen in browser.get(reverse("web:patients")).content.decode()
    answer = browser.post(chosen, {"patient": [marsh.pk, zhou.pk], "all": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == of("web:duplicate", zhou, marsh)
    assert answer.context["page"].first == zhou
    assert browser.post(chosen, {"patient": [zhou.pk, khalilova.pk]}).status_code == 404


@pytest.mark.parametrize("picked", [[], [1], [1, 1], [1, 2, 3], ["x", "٣"], ["9" * 5_000, 1]])
def test_one_or_three_are_not_compared(browser: Client, picked: list[object]) -> None:
    answer = browser.post(reverse("web:duplicate_chosen"), {"patient": picked}, follow=True)
    assert "Pick exactly two people" in answer.content.decode()


def test_everyone_in_the_list_is_not_two(browser: Client, zhou: Patient, marsh: Patient) -> None:
    asked = {"patient": [zhou.pk, marsh.pk], "all": "1"}
    answer = browser.post(reverse("web:duplicate_chosen"), asked, follow=True)
    assert "Pick exactly two people" in answer.content.decode()


def test_comparing_costs_the_same_whatever_belongs_to_them(
    browser: Client, zhou: Patient, twice: Patient, desk: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(of("web:duplicate", zhou, twice))
        return len(captured)

    queries()
    before = queries()
    for number in range(5):
        write_note(zhou, f"note {number}", by=desk)
    assert queries() == before


def test_compared_summed_up_merged_and_undone(browser: Client, zhou: Patient, twice: Patient, desk: User) -> None:
    """REC-10: asked before, told after, and one click takes it back."""
    page = browser.get(of("web:duplicate", zhou, twice))
    assert page.context["page"].survivor == zhou
    chosen = {
        "survivor": "first",
        "pick_name": "first",
        "pick_file_number": "first",
        "seen": page.context["page"].seen,
    }
    summary = browser.get(of("web:duplicate_summary", zhou, twice), chosen)
    assert ("Occupation", "teacher") in summary.context["page"].outcome
    hidden = dict(summary.context["page"].chosen)
    assert hidden.items() >= chosen.items()
    answer = browser.post(of("web:merge_new", zhou, twice), hidden, follow=True)
    assert answer.redirect_chain[-1][0] == of("web:card", zhou)
    merge = Merge.objects.get()
    assert reverse("web:merge_undoing", args=[merge.pk]) in answer.content.decode()
    assert "Merged with Zhou Yaqin, No. 31007" in answer.content.decode()
    assert zhou.full_name in browser.get(reverse("web:merges")).content.decode()
    answer = browser.post(reverse("web:merge_undoing", args=[merge.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == of("web:duplicate", zhou, twice)
    assert "undone" in browser.get(of("web:card_timeline", twice)).content.decode()


def test_a_record_changed_since_it_was_seen_is_not_merged(browser: Client, zhou: Patient, twice: Patient) -> None:
    """REC-10: what nobody has looked at is not decided."""
    seen = browser.get(of("web:duplicate", zhou, twice)).context["page"].seen
    Patient.objects.filter(pk=twice.pk).update(occupation="cook")
    answer = browser.post(of("web:merge_new", zhou, twice), {"seen": seen}, follow=True)
    assert "changed one of the two records" in answer.content.decode()
    assert Patient.objects.count() == 2


def test_a_merge_of_another_branch_is_not_undone(
    client: Client, owner: User, desk: User, almaty: Branch, khalilova: Patient
) -> None:
    """REC-12."""
    other = register(almaty, "Халилова Марина")
    merge = merge_patients(khalilova.pk, other.pk, picks={}, by=owner)
    client.force_login(desk)
    assert client.post(reverse("web:merge_undoing", args=[merge.pk])).status_code == 404
    assert "Халилова" not in client.get(reverse("web:merges")).content.decode()


def test_told_apart_and_taken_back(browser: Client, zhou: Patient, twice: Patient, desk: User) -> None:
    """REC-10."""
    browser.post(of("web:duplicate_dismissal", zhou, twice))
    two = TwoPeople.objects.get()
    assert two.by == desk
    assert not LikelyDuplicate.objects.exists()
    assert "许文静" in browser.get(reverse("web:duplicates_apart")).content.decode()
    browser.post(reverse("web:duplicate_dismissal_removal", args=[two.pk]))
    assert LikelyDuplicate.objects.exists()


def test_an_old_link_leads_to_the_record_that_stands(
    client: Client, desk: User, almaty_marketer: User, zhou: Patient, twice: Patient
) -> None:
    """REC-10: if the reader may see it."""
    merge_patients(zhou.pk, twice.pk, picks={}, by=desk)
    client.force_login(desk)
    assert client.get(of("web:card", twice))["Location"] == of("web:card", zhou)
    answer = client.get(of("web:card_timeline", twice) + "?all")
    assert answer["Location"] == of("web:card_timeline", zhou) + "?all"
    client.force_login(almaty_marketer)
    assert client.get(of("web:card", twice)).status_code == 404
    client.logout()
    assert client.get(of("web:card", twice))["Location"].startswith(reverse("account_login"))


def test_what_is_sent_to_a_merged_record_is_sent_on(
    browser: Client, desk: User, zhou: Patient, twice: Patient
) -> None:
    """REC-10: a note on its way while the record is merged is written on the one that stands."""
    merge_patients(zhou.pk, twice.pk, picks={}, by=desk)
    answer = browser.post(of("web:card_notes", twice), {"text": "afraid of needles"})
    assert (answer.status_code, answer["Location"]) == (307, of("web:card_notes", zhou))
    browser.post(of("web:card_notes", twice), {"text": "afraid of needles"}, follow=True)
    assert Note.objects.get().patient_id == zhou.pk


def test_what_is_sent_in_the_moment_of_merging_is_sent_on(
    client: Client, dentist: User, desk: User, zhou: Patient, twice: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-10: the page was still there when it was asked for, and nobody when it was to be written."""

    def merged_first(*given: object, **named: object) -> object:
        merge_patients(zhou.pk, twice.pk, picks={}, by=desk)
        return give_time_to_think(*given, **named)

    monkeypatch.setattr("rapport.web.care.views.give_time_to_think", merged_first)
    client.force_login(dentist)
    until = zhou.branch.today() + timedelta(days=9)
    answer = client.post(of("web:card_thinking_times", twice), {"ends_on": until, "plan": "", "words": ""})
    assert (answer.status_code, answer["Location"]) == (307, of("web:card_thinking_times", zhou))


def test_the_pages_speak_every_language(browser: Client, desk: User, zhou: Patient, twice: Patient) -> None:
    for language in ("en", "zh-hans", "ru"):
        desk.language = language
        desk.save()
        with translation.override(language):
            for path in (
                reverse("web:duplicates"),
                of("web:duplicate", zhou, twice),
                of("web:duplicate_summary", zhou, twice),
            ):
                assert browser.get(path).status_code == 200


def test_a_time_zone_is_called_after_its_town(browser: Client, zhou: Patient, twice: Patient) -> None:
    """REC-10."""
    Patient.objects.filter(pk=twice.pk).update(time_zone="Asia/Urumqi")
    page = browser.get(of("web:duplicate", zhou, twice)).content.decode()
    assert "Ürümqi" in page or "Urumqi" in page
    assert "Asia/Urumqi" not in page
