"""One of everything there is, and every word of it written by somebody who means harm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Field, Model

    from rapport.staff.models import Branch, User

# the mark of a column, by which it is known again on a page: behind the first script
_MARK = re.compile("⁅([^⁆]+)⁆")
# what programs write and read: no words of anybody
_MADE = frozenset(
    """
    account became before after call_days care code contents criterion currency days digest email encoding failure
    file_format fingerprint format given_key grade hook interruption job key kept kind kind_asked language
    lifecycle link_hash loyalty machine main_need mapped_by model name_key object_id occasion open_days password
    path place prospect provider refused region seal separator sha256 signs skipped sort_key surface teeth term
    time_zone token token_hash token_sha256 username value what word zone
    """.split()  # noqa: SIM905 sixty lines of one word each say no more
)
_MADE_HERE = frozenset({"segmentation.Segment.text", "segmentation.PolicyVersion.text", "people.Opening.why"})
# and what is called the same, but written by people
_SPOKEN = frozenset({"people.ContactPoint.value", "people.Purchase.what"})
# words in several languages, and cells of files
_WORDS_IN_JSON = frozenset({"words", "short", "headings", "cells"})


# the way out, pictures, and a code that is drawn from a name: of 40 scripts it would be too large
_LEFT_OUT = frozenset(
    {
        "account_logout",
        "web:language",
        "web:photo_picture",
        "web:photo_thumbnail",
        "web:photo_copy",
        "mfa_activate_totp",
    }
)


@dataclass(frozen=True)
class Addresses:
    """Every address that answers with a page, those of the files, and the cookie of an owner who has signed in."""

    session: str
    pages: list[str]
    export: str
    refused: str


def everything(branch: Branch, words: str) -> Addresses:
    """A clinic with one of everything about one person, written through the actions with `words`."""
    from django.core.management import call_command
    from django.urls import reverse

    from faults.editors import session_of
    from rapport.feedback.answering import open_link
    from rapport.feedback.models import Survey
    from rapport.staff.actions import add_user
    from rapport.staff.roles import Role
    from rapport.web.roles_table import MACHINE
    from tests.cast import register
    from tests.everything import Everything
    from tests.urls import ROLE_TABLE, every_address

    call_command("createcachetable", verbosity=0)
    owner = add_user("owner", name="陈老板", password=None, roles=[(Role.OWNER, None)], language="en")
    patient = register(branch, "周雅琴", phone="+8613800138000", remark=words)
    of = Everything(patient, owner, words, cells=[words])
    by_name = every_address(of)
    _come_today(of)
    pages = [by_name[name] for name in by_name if name not in _LEFT_OUT and ROLE_TABLE[name] != MACHINE]
    no_pages = _only_takes(owner, pages)
    survey = Survey.objects.create(
        patient=patient, branch=branch, month=branch.today().replace(day=1), due_on=branch.today()
    )
    link = reverse("web:survey_link", args=[open_link(survey)])
    return Addresses(
        session_of(owner),
        [path for path in [*pages, link] if path not in no_pages],
        by_name["web:patients_export"],
        by_name["web:import_refused"],
    )


def _only_takes(owner: User, paths: Sequence[str]) -> set[str]:
    """Those that answer nothing but a POST."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(owner)
    return {path for path in paths if client.options(path).headers.get("Allow") == "POST"}


def _come_today(of: Any) -> None:
    """They come today, so that the morning speaks of them."""
    from datetime import timedelta

    from rapport.appointments.actions import add_appointments
    from rapport.appointments.models import Appointment
    from rapport.lib import clock

    soon = clock.now() + timedelta(minutes=5)
    add_appointments(
        [
            Appointment(
                patient=of.patient, branch=of.patient.branch, starts_at=soon, service=of.words, remark=of.words
            )
        ]
    )


def write(scripts: Sequence[str]) -> dict[str, int]:
    """Write all `scripts` into every column of words there is, each row of it; how many rows, by column."""
    from django.apps import apps

    _let_histories_be_rewritten()
    written: dict[str, int] = {}
    for model in apps.get_models():
        if model.__module__.startswith("rapport."):
            for column in _columns(model):
                label = f"{model._meta.label}.{column.name}"
                if rows := _write(model, column, f"{scripts[0]}⁅{label}⁆{''.join(scripts[1:])}"):
                    written[label] = rows
    return written


def _let_histories_be_rewritten() -> None:
    """Some rows the database itself keeps from being changed."""
    from django.db import connection

    with connection.cursor() as cursor:
        guards = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for [guard] in guards:
            cursor.execute(f'DROP TRIGGER "{guard}"')


def marks_in(page: str) -> set[str]:
    """Whose words stand on a page."""
    return set(_MARK.findall(page))


def _columns(model: type[Model]) -> Iterator[Field[Any, Any]]:
    from django.db.models import CharField, JSONField, TextField

    for column in model._meta.concrete_fields:
        label = f"{model._meta.label}.{column.name}"
        made = (column.name in _MADE and label not in _SPOKEN) or label in _MADE_HERE
        written = isinstance(column, CharField | TextField) and not column.choices and not made
        if written or (isinstance(column, JSONField) and column.name in _WORDS_IN_JSON):
            yield column


def _write(model: type[Model], column: Field[Any, Any], text: str) -> int:
    """Past every check of the product: nothing is kept out because of what it looks like."""
    rows = model._base_manager.all()
    for pk, there in rows.values_list("pk", column.name):
        if isinstance(there, dict | list):
            said: object = _replaced(there, text)
        else:
            said = f"{text}{pk}"  # of some columns there may be no two alike
        rows.filter(pk=pk).update(**{column.name: said})
    return len(rows)


def _replaced(there: Any, text: str) -> Any:
    if isinstance(there, dict):
        return {key: _replaced(one, text) for key, one in there.items()}
    return [_replaced(one, text) for one in there] if isinstance(there, list) else text
