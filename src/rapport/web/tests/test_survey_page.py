"""The page on which a client says how it was (AFT-6): private, harmless to open, answered once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.feedback.answering import open_link
from rapport.feedback.models import Ending, Slip, Survey, SurveyAnswer
from rapport.feedback.tests.asked import asked, question
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.names.greeting import greeting
from rapport.staff.models import Branch, User
from tests.cast import register

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
pytestmark = pytest.mark.now(NOW)


@pytest.fixture
def stranger() -> Client:
    """A phone: it has no cookie, and is asked for none."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def path(zhou: Patient, dentist: User) -> str:
    return path_to(asked(zhou, dentist=dentist))


def path_to(survey: Survey) -> str:
    return reverse("web:survey_link", args=[open_link(survey)])


def points(key: str, value: object = "") -> dict[str, object]:
    return {f"points-{question(key).pk}": value}


def test_opening_changes_nothing_and_tells_nobody(stranger: Client, path: str) -> None:
    """AFT-6: messengers open links by themselves."""
    before = list(Survey.objects.values())
    for method in (stranger.get, stranger.head):
        with CaptureQueriesContext(connection) as captured:
            page = method(path)
        assert page.status_code == 200 and not page.cookies
        assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)
        assert len(captured) <= 4
    assert list(Survey.objects.values()) == before
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"] and "script-src 'self'" in page["Content-Security-Policy"]


def test_it_speaks_the_persons_language_and_greets_them(stranger: Client, path: str, zhou: Patient) -> None:
    """REC-1."""
    chinese = stranger.get(path).content.decode()
    assert '<html lang="zh-hans">' in chinese and "周女士" in chinese and "林岚" in chinese
    assert "洁牙的时候动作轻柔吗" in chinese and "候诊时间" in chinese
    russian = stranger.get(path, {"language": "ru"}).content.decode()
    assert '<html lang="ru">' in russian and "Чистка прошла бережно?" in russian
    assert "洁治" not in chinese, "what was done is not told"


def test_a_childs_page_speaks_to_who_speaks_for_the_child(
    stranger: Client, riverside: Branch, zhou: Patient
) -> None:
    """REC-1, AFT-6."""
    child = register(
        riverside, "周小明", family_name="周", given_name="小明", birth_date=date(2019, 5, 1), guardian=zhou
    )
    page = stranger.get(path_to(asked(child, "paediatric")), {"language": "en"}).content.decode()
    assert f"{greeting(zhou, 'en')}, how happy were you with 小明&#x27;s visit?" in page
    orphan = register(riverside, "李小红", birth_date=date(2019, 5, 1))
    page = stranger.get(path_to(asked(orphan, "paediatric")), {"language": "en"}).content.decode()
    assert "How happy were you with the visit?" in page and "小红" not in page


def test_six_points_for_the_waiting_open_a_slip_without_any_script(stranger: Client, path: str) -> None:
    """AFT-4, AFT-5: what is tapped without points of its own is as good as the whole."""
    waiting, price, gentle = question("waiting").pk, question("price").pk, question("hygiene_gentle").pk
    sent = points("overall", 6) | points("price", 2) | points("result", 4)
    sent |= {f"tap-{waiting}": "yes", f"tap-{price}": "yes", f"words-{gentle}": "yes", "remark": "等了 35 分钟"}
    answered = stranger.post(path + "?language=ru", sent | {"call": "yes"}, follow=True)
    assert answered.status_code == 200 and "35" not in answered.content.decode()
    told = dict(SurveyAnswer.objects.exclude(dimension="").values_list("dimension", "points"))
    assert told == {"overall": 6, "waiting": 6, "price": 2}  # nothing of the result was tapped on
    survey = Survey.objects.get()
    assert (survey.language, survey.wants_call, survey.words) == ("ru", True, "等了 35 分钟")
    assert Slip.objects.get().points == 2


def test_an_answered_link_thanks_and_never_shows_the_answer(stranger: Client, path: str) -> None:
    stranger.post(path, points("overall", 5) | {"remark": "secret words"})
    for page in (stranger.get(path), stranger.post(path, points("overall", 10), follow=True)):
        text = page.content.decode()
        assert "Thank you" in text or "谢谢" in text
        assert "secret" not in text and "<form" not in text and "周" not in text
    assert Survey.objects.get().overall == 5
    late = stranger.post(f"{path}draft/", points("overall", 1), headers={"x-draft": "1"})
    assert late.status_code == 409


def test_what_is_tapped_is_kept_and_another_device_goes_on(stranger: Client, path: str) -> None:
    """AFT-6: a lost connection costs nothing."""
    waiting = question("waiting").pk
    sent = points("overall", 7) | {f"tap-{waiting}": "yes", "remark": "等了很久"}
    assert stranger.post(f"{path}draft/", sent, headers={"x-draft": "1"}).status_code == 204
    assert Survey.objects.get().ended_at is None and not SurveyAnswer.objects.exists()
    page = Client().get(path).content.decode()
    assert "等了很久" in page and f'id="tap-{waiting}" name="tap-{waiting}" value="yes"' in page
    assert page.count(" checked") == 3
    # without a script, choosing a language keeps what was tapped
    turned = stranger.post(f"{path}draft/?language=ru", sent | points("overall", 8))
    assert turned["Location"] == f"{path}?language=ru"
    assert '<html lang="ru">' in Client().get(path).content.decode()


def test_one_tap_says_no_and_it_can_be_answered_after_all(stranger: Client, path: str) -> None:
    assert stranger.get(f"{path}refusal/").status_code == 405
    stranger.post(f"{path}refusal/")
    assert Survey.objects.get().ended_how == Ending.DECLINED
    assert "<form" not in stranger.get(path).content.decode()
    assert "<form" in stranger.get(path, {"again": "1"}).content.decode()
    stranger.post(path, points("overall", 9))
    assert Survey.objects.get().overall == 9


def test_a_link_that_is_over_says_what_to_do(stranger: Client, path: str) -> None:
    with clock.set_to(NOW + timedelta(days=14)):
        for page in (stranger.get(path), stranger.post(path, points("overall", 9))):
            assert page.status_code == 410 and "滨江院" in page.content.decode()
        assert stranger.post(f"{path}draft/", points("overall", 9), headers={"x-draft": "1"}).status_code == 409
    assert not SurveyAnswer.objects.exists()


def test_what_cannot_be_is_said_and_nothing_is_lost(stranger: Client, path: str) -> None:
    for value in ("", "11", "0", "-1", "9e9", "٣", "9" * 400):
        page = stranger.post(path, points("overall", value) | {"remark": "<b>words</b>"})
        assert page.status_code == 422 and 'role="alert"' in page.content.decode()
        assert "&lt;b&gt;words&lt;/b&gt;" in page.content.decode()
    strange = {"points-99999": "5", "points-9999999999999999999999": "5", "words-1": "x", "tap-x": "yes"}
    assert stranger.post(path, points("overall", 9) | strange).status_code in (302, 422)


def test_who_guesses_is_stopped_and_a_real_link_is_followed_all_the_same(
    stranger: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.web.surveys.views._MOST_GUESSES", 2)
    guesses = [stranger.get(f"/s/guess-{place}/").status_code for place in range(3)]
    assert guesses == [404, 404, 429]
    assert stranger.post("/s/guess/draft/").status_code == 429
    assert stranger.get("/s/guess/", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert stranger.get(path).status_code == 200
    with clock.set_to(NOW + timedelta(minutes=10)):
        assert stranger.get("/s/guess/").status_code == 404


def test_taps_of_one_address_have_a_limit_too(
    stranger: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.web.surveys.views._MOST_TAPS", 2)
    sent = [stranger.post(f"{path}draft/", points("overall", 7)).status_code for _ in range(3)]
    assert sent == [302, 302, 429]
    assert stranger.post(path, points("overall", 7)).status_code == 302
