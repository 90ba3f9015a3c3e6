"""Views answer htmx as they answer anybody; the middleware makes of it what htmx understands."""

import json

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from rapport.web.htmx import answer_htmx, say, say_refused, wants_part


@pytest.fixture
def ask(rf: RequestFactory):
    """A request, from htmx or not, that can carry messages."""

    def make(*, htmx: bool):
        request = rf.get("/", headers={"HX-Request": "true"} if htmx else {})
        request.htmx = HtmxDetails(request)
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        return request

    return make


def answer(request, view):
    return answer_htmx(view)(request)


def test_only_htmx_gets_a_part(ask):
    assert wants_part(ask(htmx=True))
    assert not wants_part(ask(htmx=False))


def test_redirect_moves_the_whole_page_and_keeps_its_cookies(ask):
    def view(request):
        response = HttpResponseRedirect("/patients/7/")
        response.set_cookie("language", "ru")
        return response

    answered = answer(ask(htmx=True), view)
    assert (answered.status_code, answered["HX-Redirect"]) == (200, "/patients/7/")
    assert answered.cookies["language"].value == "ru"
    assert answer(ask(htmx=False), view).status_code == 302


def test_what_was_said_becomes_toasts(ask):
    def view(request):
        say(request, "Добавлено: 214", undo="/undo/3/")
        say_refused(request, "文件有密码")
        return HttpResponse("part")

    toasts = json.loads(answer(ask(htmx=True), view)["HX-Trigger"])["toast"]["toasts"]
    assert toasts == [
        {"text": "Добавлено: 214", "level": "success", "undo": "/undo/3/"},
        {"text": "文件有密码", "level": "error", "undo": ""},
    ]


def test_what_was_said_before_a_redirect_waits_for_the_next_page(ask):
    def view(request):
        say(request, "Saved")
        return HttpResponseRedirect("/today/")

    request = ask(htmx=True)
    assert "HX-Trigger" not in answer(request, view)
    assert [str(message) for message in request._messages] == ["Saved"]


def test_a_plain_page_shows_its_messages_itself(ask):
    def view(request):
        say(request, "Saved")
        return HttpResponse("page")

    request = ask(htmx=False)
    assert "HX-Trigger" not in answer(request, view)
    assert len(request._messages) == 1
