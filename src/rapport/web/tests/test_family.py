"""The tab on the family: who lives with whom, who speaks for whom, and nobody of a branch one does not see."""

from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.people.actions import live_together, put_guardian
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register


def page_of(client: Client, patient: Patient) -> str:
    answer = client.get(reverse("web:card_family", args=[patient.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_desk_puts_a_family_together(client: Client, desk: User, riverside: Branch, zhou: Patient) -> None:
    """REC-1: household and guardian; a child's messages go to the guardian, and the card says so."""
    child = register(riverside, "周小宝", birth_date=date(2019, 5, 1))
    client.force_login(desk)
    assert "Name one." in page_of(client, child)
    client.post(reverse("web:card_guardian", args=[child.pk]), {"person": zhou.pk})
    client.post(reverse("web:card_household", args=[child.pk]), {"person": zhou.pk})
    child.refresh_from_db()
    assert child.guardian == zhou and child.household is not None
    assert "Messages go to 周雅琴" in page_of(client, child)
    assert "周小宝" in page_of(client, zhou)
    client.post(reverse("web:card_household_leaving", args=[child.pk]))
    client.post(reverse("web:card_guardian_end", args=[child.pk]))
    child.refresh_from_db()
    assert (child.guardian, child.household) == (None, None)


def test_a_refusal_is_said_and_nothing_is_written(
    client: Client, desk: User, riverside: Branch, zhou: Patient
) -> None:
    child = register(riverside, "周小宝")
    put_guardian(child, zhou, by=desk)
    client.force_login(desk)
    for picked in (child.pk, zhou.pk, "", "x", 10**30, 999_999):
        answer = client.post(reverse("web:card_guardian", args=[zhou.pk]), {"person": picked}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    zhou.refresh_from_db()
    assert zhou.guardian is None


def test_relatives_of_another_branch_are_counted_and_not_named(
    client: Client, desk: User, owner: User, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12: a guardian one may not see is addressed all the same, and not named."""
    child = register(zhou.branch, "周小宝", birth_date=date(2019, 5, 1))
    put_guardian(child, khalilova, by=owner)
    live_together(child, khalilova, by=owner)
    client.force_login(desk)
    page = page_of(client, child)
    assert "Халилова" not in page and "Messages go to someone of another branch" in page
    assert "And 1 of another branch." in page
    answer = client.post(reverse("web:card_household", args=[zhou.pk]), {"person": khalilova.pk}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Patient.objects.get(pk=zhou.pk).household is None


def test_the_tab_costs_the_same_for_a_large_family(client: Client, owner: User, zhou: Patient) -> None:
    client.force_login(owner)

    def queries(more: int) -> int:
        for n in range(more):
            live_together(zhou, register(zhou.branch, f"周{n}", referrer=zhou), by=owner)
        with CaptureQueriesContext(connection) as captured:
            page_of(client, zhou)
        return len(captured)

    queries(1)  # the first look at a card is written down
    assert queries(1) == queries(12)


def test_who_brought_whom_stands_on_both_cards(client: Client, desk: User, zhou: Patient, almaty: Branch) -> None:
    """REF-4: one step up, and the whole tree below, by name where the reader may see them."""
    friend = register(zhou.branch, "林小满", referrer=zhou)
    register(zhou.branch, "林大满", referrer=friend)
    register(almaty, "Далёкий Друг", referrer=zhou)
    client.force_login(desk)
    hers, of_the_friend = page_of(client, zhou), page_of(client, friend)
    assert "林小满" in hers and "林大满" in hers and "Далёкий" not in hers
    assert zhou.full_name in of_the_friend and "林大满" in of_the_friend
