"""The marks of where people stand: told apart without colour, and shown to those alone who may see them."""

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.lib import clock
from rapport.people.actions import live_together
from rapport.people.models import Patient, Standing
from rapport.people.models.standing import GRADES, Scheme
from rapport.staff.models import User
from rapport.web.templatetags.badges import badge, badges


@pytest.fixture
def standing(zhou: Patient) -> Standing:
    return Standing.objects.create(
        patient=zhou, care="B", value="key", loyalty="loyal", lifecycle="active", care_version=0
    )


def test_every_grade_is_told_without_colour() -> None:
    """A letter in a square, a digit in a circle, a shape with a word; read aloud with the name of the scheme."""
    assert ">B<" in badge("care", "B") and 'aria-label="Care class B: high standards"' in badge("care", "B")
    assert ">4<" in badge("prospect", "4") and "Prospect class 4" in badge("prospect", "4")
    shapes = {badge("value", grade).split('d="')[1].split('"')[0] for grade in GRADES[Scheme.VALUE]}
    assert len(shapes) == 4 and "At risk" in badge("value", "at_risk")
    assert all(badge(scheme, grade) for scheme in Scheme for grade in GRADES[scheme])
    assert badge("care", "") == badge("care", "<b>") == badges(None) == ""


def test_a_person_is_marked_wherever_they_are_shown(
    client: Client, desk: User, zhou: Patient, marsh: Patient, standing: Standing
) -> None:
    live_together(marsh, zhou, by=desk)
    add_appointments([Appointment(patient=zhou, branch=zhou.branch, starts_at=clock.now())])
    client.force_login(desk)
    pages = [
        reverse("web:card", args=[zhou.pk]),
        reverse("web:card", args=[marsh.pk]),
        reverse("web:card_family", args=[marsh.pk]),
        reverse("web:today"),
        f"{reverse('web:search')}?q=周雅琴",
    ]
    for page in pages:
        assert "Care class B" in client.get(page).content.decode(), page
    client.post(reverse("web:counter"), {"on": "1"})
    for page in pages:
        assert "Care class B" not in client.get(page).content.decode(), page
