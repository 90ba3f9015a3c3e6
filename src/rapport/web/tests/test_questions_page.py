"""The clinic writes what it asks (AFT-4): added, changed, ordered, retired, looked at beforehand."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from rapport.feedback.models import Question
from rapport.feedback.tests.asked import question
from rapport.staff.models import User


def gums(**other: str) -> dict[str, str]:
    words = {"words_zh-hans": "牙龈还好吗", "words_ru": "Как дёсны?", "words_en": "How are your gums?"}
    return {"use": "survey", "form": "score", "dimension": "result", "category": "", **words, **other}


def test_a_question_is_added_changed_and_retired(client: Client, desk: User) -> None:
    """Append-only: what was answered keeps its words."""
    client.force_login(desk)
    new = reverse("web:question_new")
    assert client.post(new, gums()).status_code == 302
    made = Question.objects.latest("pk")
    assert (made.made_by, made.words["ru"], made.short) == (desk, "Как дёсны?", {})
    page = reverse("web:question", args=[made.pk])
    assert "Как дёсны?" in client.get(page).content.decode()
    assert client.post(page, gums(words_en="And your gums?", short_en="Gums")).status_code == 302
    made.refresh_from_db()
    changed = Question.objects.latest("pk")
    assert made.retired_at is not None and made.words["en"] == "How are your gums?"
    assert (changed.words["en"], changed.short, changed.position) == (
        "And your gums?",
        {"en": "Gums"},
        made.position,
    )
    assert client.get(page).status_code == 404, "what is asked no more is not changed"
    client.post(reverse("web:question_retirement", args=[changed.pk]))
    assert "Asked no more" in client.get(reverse("web:questions")).content.decode()
    client.post(reverse("web:question_return", args=[changed.pk]))
    assert Question.objects.asked().filter(pk=changed.pk).exists()


def test_what_is_missing_is_said_and_nothing_is_kept(client: Client, desk: User) -> None:
    client.force_login(desk)
    before = Question.objects.count()
    for wrong in (gums(words_ru=""), gums(dimension=""), gums(use="x"), gums(category="nothing")):
        assert client.post(reverse("web:question_new"), wrong).status_code == 422
    assert Question.objects.count() == before
    client.post(reverse("web:question_retirement", args=[question("overall").pk]))
    assert question("overall").retired_at is None
    client.post(reverse("web:question_place", args=[question("price").pk]), {"to": "up"})
    assert question("price").position < question("waiting").position


def test_the_list_costs_as_many_queries_with_many_questions(
    client: Client, desk: User, django_assert_max_num_queries: object
) -> None:
    client.force_login(desk)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = client.get(reverse("web:questions")).content.decode()
    assert page.count("/place/") == Question.objects.asked().count()


def test_the_preview_is_the_phone_page_about_nobody(client: Client, desk: User) -> None:
    client.force_login(desk)
    page = client.get(reverse("web:questions_preview"), {"category": "surgery", "language": "ru"})
    text = page.content.decode()
    assert '<html lang="ru">' in text and "Как проходят боль и отёк?" in text
    assert "data-sample" in text and 'method="post"' not in text
    assert client.get(reverse("web:questions_preview"), {"category": "nothing"}).status_code == 404


def test_those_who_do_not_write_scripts_do_not_change_questions(client: Client, dentist: User) -> None:
    client.force_login(dentist)
    assert client.get(reverse("web:questions")).status_code == 403
