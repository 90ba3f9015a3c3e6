"""Who is away, and who works an extra day: what is booked then is said before."""

from __future__ import annotations

from django.test import Client

from rapport.appointments.booking import book
from rapport.appointments.models import Absence, ExtraHours
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.tests.hours.steps import here, text
from tests.schedule import DESK, MONDAY, asked, checkup, works


def test_before_an_absence_is_saved_it_says_what_is_booked(
    page: Client, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: the list first, then all the same; it stays in sight until it is moved."""
    works(dentist, riverside)
    book(zhou, asked(checkup(30), riverside, "10:00", dentist), DESK)
    told = {"dentist": dentist.pk, "kind": "ill", "first_day": "2026-11-23"}
    answer = page.post(here("absence_new", riverside.pk), told)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "1 appointment would have to be moved" in shown and "周雅琴" in shown
    assert not Absence.objects.exists()

    page.post(here("absence_new", riverside.pk), told | {"all_the_same": "1"})
    absence = Absence.objects.get()
    assert (absence.dentist, absence.branch, absence.first_day, absence.last_day) == (
        dentist,
        riverside,
        MONDAY,
        MONDAY,
    )
    moved = text(page, here("to_be_moved", riverside.pk))
    assert "周雅琴" in moved and f"day={MONDAY}" in moved
    page.post(here("absence_end", riverside.pk, absence.pk))
    assert "Nothing is to be moved" in text(page, here("to_be_moved", riverside.pk))


def test_a_wrong_absence_is_told(page: Client, riverside: Branch) -> None:
    told = {"dentist": "branch", "kind": "closed", "first_day": "2026-11-23", "from_time": "09:00"}
    answer = page.post(here("absence_new", riverside.pk), told)
    assert "Say both from when and until when" in answer.content.decode()
    assert not Absence.objects.exists()


def test_a_branch_is_closed_only_by_who_chooses_it(page: Client, riverside: Branch, dentist: User) -> None:
    """BOO-3: nothing is preselected, and nothing chosen closes nothing."""
    url, told = here("absence_new", riverside.pk), {"kind": "closed", "first_day": "2026-11-23"}
    assert page.get(url).context["form"]["dentist"].value() is None
    answer = page.post(url, told)
    assert answer.status_code == 422
    assert "Choose the dentist who is away, or the whole branch." in answer.content.decode()
    assert not Absence.objects.exists()
    page.post(url, told | {"dentist": "branch"})
    assert Absence.objects.get().dentist is None


def test_why_somebody_is_away_is_chosen(page: Client, riverside: Branch, dentist: User) -> None:
    """BOO-3: what stands first in the list is not meant by who passes it by."""
    url, told = here("absence_new", riverside.pk), {"dentist": dentist.pk, "first_day": "2026-11-23"}
    assert '<option value="" selected>choose</option>' in page.get(url).content.decode().partition("id_kind")[2]
    answer = page.post(url, told | {"kind": ""})
    assert answer.status_code == 422 and "Choose why they are away." in answer.content.decode()
    assert not Absence.objects.exists()


def test_absence_from_every_branch_is_for_who_keeps_them_all(
    client: Client, owner: User, desk: User, riverside: Branch, almaty: Branch, dentist: User
) -> None:
    told = {"kind": "leave", "first_day": "2026-11-23", "dentist": dentist.pk, "at_all": "on"}
    client.force_login(desk)
    client.post(here("absence_new", riverside.pk), told)
    assert Absence.objects.get().branch == riverside
    client.force_login(owner)
    client.post(here("absence_new", riverside.pk), told)
    everywhere = Absence.objects.get(branch=None)
    assert client.post(here("absence_new", riverside.pk), told | {"dentist": "branch"}).status_code == 422
    client.force_login(desk)
    assert client.post(here("absence_end", riverside.pk, everywhere.pk)).status_code == 404


def test_an_extra_day_comes_and_goes(page: Client, riverside: Branch, dentist: User) -> None:
    told = {"dentist": dentist.pk, "day": "2026-11-28", "opens": "09:00", "closes": "12:00"}
    page.post(here("extra_new", riverside.pk), told)
    extra = ExtraHours.objects.get()
    assert "09:00–12:00" in text(page, here("absences", riverside.pk))
    assert page.post(here("extra_new", riverside.pk), told).status_code == 422
    page.post(here("extra_removal", riverside.pk, extra.pk))
    assert not ExtraHours.objects.exists()
