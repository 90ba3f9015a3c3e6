"""For walks through every URL by every role: thousands of requests, of each of which the status alone is asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import copy

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.template.backends.django import Template
from django.test import Client

from rapport.staff.models import User
from rapport.staff.roles import RIGHTS, Right, Role
from rapport.web import errors

SignIn = Callable[[Client, User], None]

# 400 and 422 are said of what was sent, 409 of what changed meanwhile: by pages that are open to the asker
OPEN = {200, 204, 302, 400, 403, 404, 405, 409, 422}


def knows_all(role: Role) -> bool:
    """Whether nothing about a client is kept from `role`."""
    return {Right.SEE_CONTACTS, Right.SEE_MONEY} <= RIGHTS[role]


@pytest.fixture
def only_statuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn, nobody is named on a page that is shut, and none goes into the log."""
    monkeypatch.setattr(Template, "render", lambda *given: "")
    monkeypatch.setattr(errors, "_holders", lambda *given: [])
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.fixture
def sign_in_once(monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Sign in somebody whose session, account and roles are read once for the whole walk, not at every request."""

    def sign_in(client: Client, user: User) -> None:
        client.force_login(user)
        assert user.rights is not None  # read here
        fresh = copy(user)

        def known(request: HttpRequest) -> User:
            return copy(fresh)

        session = dict(client.session.items())
        monkeypatch.setattr("django.contrib.auth.get_user", known)
        monkeypatch.setattr(SessionStore, "load", lambda _store: dict(session))

    return sign_in
