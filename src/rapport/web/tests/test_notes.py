"""Notes on a card: who is named in one is told, if they may see the person; one's own can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.lib import clock
from rapport.people.actions import write_note
from rapport.people.models import Mention, Note, Patient
from rapport.staff.models import User

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = pytest.mark.now(NOON)


def count_of(client: Client) -> int | None:
    [entry] = [e for e in client.get(reverse("web:today")).context["nav"] if e.url == reverse("web:today")]
    return entry.count


def test_whoever_is_named_is_told_until_they_have_read(
    client: Client, desk: User, dentist: User, zhou: Patient
) -> None:
    """REC-7: a mention waits on Today and counts in the bar."""
    client.force_login(desk)
    url = reverse("web:card_notes", args=[zhou.pk])
    assert client.post(url, {"text": "@林岚 她怕疼, @desk 也知道"}).status_code == 302
    assert [mention.user for mention in Mention.objects.all()] == [dentist]
    assert count_of(client) == 0
    client.force_login(dentist)
    assert count_of(client) == 1 and "她怕疼" in client.get(reverse("web:today")).content.decode()
    mention = Mention.objects.get()
    answer = client.post(reverse("web:mention_reading", args=[mention.pk]))
    assert answer.headers["Location"] == reverse("web:card", args=[zhou.pk])
    assert count_of(client) == 0
    mention.refresh_from_db()
    assert mention.read_at == NOON


def test_who_may_not_see_the_person_cannot_be_named(
    client: Client, desk: User, almaty_marketer: User, zhou: Patient
) -> None:
    """REC-12: refused with the reason; what was typed stays in the field."""
    client.force_login(desk)
    url = reverse("web:card_notes", args=[zhou.pk])
    answer = client.post(url, {"text": "@Дана Маркетова посмотри"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "may not see this person" in page and "@Дана Маркетова посмотри" in page
    assert not Note.objects.exists()
    offered = client.get(reverse("web:card_colleagues", args=[zhou.pk]), {"q": ""}).content.decode()
    assert "Дана" not in offered


def test_colleagues_are_found_by_pinyin_too(client: Client, desk: User, dentist: User, zhou: Patient) -> None:
    client.force_login(desk)
    url = reverse("web:card_colleagues", args=[zhou.pk])
    for q in ("lin", "林", "dent"):
        assert 'data-name="林岚"' in client.get(url, {"q": q}).content.decode()
    assert "data-name" not in client.get(url, {"q": "zzz"}).content.decode()


def test_a_mention_of_somebody_else_is_nobodys_business(
    client: Client, desk: User, caller: User, dentist: User, zhou: Patient
) -> None:
    write_note(zhou, "@林岚", by=desk)
    client.force_login(caller)
    assert client.post(reverse("web:mention_reading", args=[Mention.objects.get().pk])).status_code == 404
    assert Mention.objects.get().read_at is None


def test_ones_own_note_is_taken_back_at_once_or_not_at_all(
    client: Client, desk: User, caller: User, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """A note is corrected by a new note; only what has just been written can be undone, with its mentions."""
    client.force_login(desk)
    client.post(reverse("web:card_notes", args=[zhou.pk]), {"text": "@林岚 错了"})
    note = Note.objects.get()
    undo = reverse("web:card_note_undoing", args=[zhou.pk, note.pk])
    assert client.post(reverse("web:card_note_undoing", args=[marsh.pk, note.pk])).status_code == 404
    with clock.set_to(NOON + timedelta(minutes=1)):
        client.post(undo)
    client.force_login(caller)
    client.post(undo)
    assert Note.objects.exists()
    client.force_login(desk)
    client.post(undo)
    assert not Note.objects.exists() and not Mention.objects.exists()
