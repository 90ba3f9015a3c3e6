"""A page for what went wrong says what happened, whether it was saved, and what to do."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from rapport.staff.actions import add_user
from rapport.staff.roles import Right, Role
from rapport.web.errors import forbidden
from tests.cast import PASSWORD


def refuse(rf, user, right):
    request = rf.get("/settings/users/")
    request.user, request.resolver_match = user, None
    return forbidden(request, PermissionDenied(right)).content.decode()


def test_forbidden_names_those_who_can_open_it(rf, dentist, owner):
    said = refuse(rf, dentist, Right.MANAGE_USERS)
    assert owner.name in said
    assert str(Right.MANAGE_USERS.label) in said


def test_forbidden_names_nobody_of_another_branch(rf, marketer, almaty, riverside):
    add_user("d1", name="Алматы Деск", password=PASSWORD, roles=[(Role.ADMINISTRATOR, almaty)], language="ru")
    add_user("d2", name="滨江前台", password=PASSWORD, roles=[(Role.ADMINISTRATOR, riverside)], language="en")
    said = refuse(rf, marketer, Right.IMPORT)
    assert "滨江前台" in said
    assert "Алматы" not in said


def test_forbidden_does_not_name_colleagues_who_left(rf, marketer, owner):
    owner.is_active = False
    owner.save()
    assert owner.name not in refuse(rf, marketer, Right.MANAGE_USERS)


@pytest.mark.django_db
def test_forbidden_tells_strangers_no_names(rf, owner):
    assert owner.name not in refuse(rf, AnonymousUser(), Right.MANAGE_USERS)


@pytest.mark.django_db
def test_a_stranger_meets_a_page_of_ours_where_nothing_is(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Rapport" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_not_saved_and_says_so():
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "ru"})
    assert answer.status_code == 403
    assert "Not saved" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_the_page_of_a_broken_server_needs_no_request(language):
    with translation.override(language):
        assert f'lang="{language}"' in render_to_string("500.html")
