"""The plan of care calls in the settings (AFT-1)."""

from django.test import Client
from django.urls import reverse

from rapport.feedback.models import CareCallPlan
from rapport.staff.models import User

WORDS = {"words_zh-hans": "还出血吗？", "words_ru": "Кровь остановилась?", "words_en": "Is it still bleeding?"}


def test_the_clinic_writes_its_own_plan(client: Client, desk: User) -> None:
    """AFT-1: another day, other words, switched off; the plan that came with the product is where it begins."""
    client.force_login(desk)
    assert CareCallPlan.objects.filter(category="surgery", days_after=1, on=True).exists()
    client.post(reverse("web:care_plan_new"), {"category": "surgery", "days_after": "3", "on": "on", **WORDS})
    made = CareCallPlan.objects.get(category="surgery", days_after=3)
    assert (
        made.words["ru"] == "Кровь остановилась?"
        and "bleeding" in client.get(reverse("web:care_plans")).content.decode()
    )
    client.post(reverse("web:care_plan", args=[made.pk]), {"category": "surgery", "days_after": "4", **WORDS})
    made.refresh_from_db()
    assert (made.days_after, made.on) == (4, False)


def test_two_calls_on_one_day_are_refused_in_words(client: Client, desk: User, dentist: User) -> None:
    """AFT-1: nothing is written; who does not write the clinic's words does not come here."""
    client.force_login(desk)
    before = CareCallPlan.objects.count()
    told = {"category": "surgery", "days_after": "1", "on": "on", **WORDS}
    assert client.post(reverse("web:care_plan_new"), told).status_code == 422
    assert client.post(reverse("web:care_plan_new"), told | {"days_after": "9999"}).status_code == 422
    assert CareCallPlan.objects.count() == before
    client.force_login(dentist)
    assert client.get(reverse("web:care_plans")).status_code == 403
