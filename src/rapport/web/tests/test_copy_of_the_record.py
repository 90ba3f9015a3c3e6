"""The copy of the record that a client may ask for (REC-11, REC-12): what is in it, what is not, for whom."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from rapport.feedback.complaints import NewComplaint, raise_complaint
from rapport.feedback.models import Heard, Loss, Slip, SlipMove, SlipStep
from rapport.lib.timeline import Copied
from rapport.loyalty.models import Reward, RewardKind
from rapport.outreach.models import Call, Contact
from rapport.people.actions import give_consent, write_note
from rapport.people.actions.consent_texts import draft_text, publish_text
from rapport.people.merging.actions import merge_patients
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.actions import add_user
from rapport.staff.models import AccessLog, Branch, ExportLog, User
from rapport.staff.roles import Role
from rapport.web.card.taking_out import FIELDS
from rapport.web.card.timeline import told as events_told
from rapport.web.sight import Sight
from rapport.web.tests.test_timeline import live
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
ASKED = {"reason": "she asked for it at the desk", "file_format": "csv"}
# of the record, and not in its copy
KEPT_BACK = {
    "influence": "what the clinic thinks of them",
    "influence_note": "what the clinic thinks of them",
    "remark": "colleagues wrote it for one another",
    "referrer_words": "the name of somebody else",
    "referrer": "told with the family, by initials",
    "guardian": "told with the family, by initials",
    "household": "told with the family, by initials",
    "deceased": "told by its day",
    "sort_key": "worked out", "name_key": "worked out", "given_key": "worked out",
    "id": "of the machinery", "version": "of the machinery",
    "created_at": "of the machinery", "updated_at": "of the machinery",
}  # fmt: skip
pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


def copy(client: Client, patient: Patient) -> list[list[str]]:
    answer: Any = client.post(reverse("web:card_copy", args=[patient.pk]), ASKED)
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def told(client: Client, patient: Patient) -> str:
    return "\n".join(" | ".join(row) for row in copy(client, patient))


def test_every_field_of_the_record_is_copied_or_has_a_reason() -> None:
    """Whoever adds one decides."""
    fields = {field.name for field in Patient._meta.concrete_fields}
    assert fields == {*FIELDS, *KEPT_BACK} and not KEPT_BACK.keys() & set(FIELDS)


def test_the_owner_takes_out_what_the_clinic_keeps_of_one_person(
    client: Client, owner: User, zhou: Patient
) -> None:
    """REC-11, REC-12: in her language, with a reason; the log and her own audit say so."""
    live(zhou, owner, 1)
    draft = draft_text(zhou.branch, Purpose.PROCESSING, "zh-hans", "我同意诊所处理我的个人信息。" * 20, by=owner)
    read = publish_text(draft, by=owner)
    give_consent(zhou, Purpose.PROCESSING, by=owner, text=read)
    raise_complaint(NewComplaint(zhou.branch, Heard.DESK, "等了四十分钟", ["process"], patient=zhou))
    client.force_login(owner)
    here = reverse("web:card_copy", args=[zhou.pk])
    assert here in client.get(reverse("web:card_consents", args=[zhou.pk])).content.decode()
    assert "language: 中文" in client.get(here).content.decode()
    assert client.post(here, ASKED | {"reason": ""}).status_code == 422 and not ExportLog.objects.exists()
    headings, *rows = copy(client, zhou)
    assert len(headings) == 5 and all(len(row) == 5 for row in rows)
    text = "\n".join(" | ".join(row) for row in rows)
    assert "周雅琴" in text and "洁治" in text and "300" in text and "等了四十分钟" in text
    assert [row[1] for row in rows if "洁治" in row[2]] == ["2026-11-20"]
    assert [row[1] for row in rows if row[4] == read.body] == ["2026-11-21"]
    for point in zhou.contacts.all():
        assert point.value[-4:] in text
    log = ExportLog.objects.get()
    assert (log.by, log.what, log.filter, log.rows) == (
        owner,
        "copy of the record",
        f"patient={zhou.pk}",
        len(rows),
    )
    assert AccessLog.objects.get(kind="export").patient == zhou.pk
    audit = client.get(reverse("web:card_audit", args=[zhou.pk])).content.decode()
    assert ASKED["reason"] in audit and "copy of the record" in audit


def test_what_colleagues_wrote_and_other_clients_stay_out(
    client: Client, owner: User, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12: of those around her initials alone."""
    write_note(zhou, "难缠，多留心", by=owner, at=NOON)
    Patient.objects.filter(pk=zhou.pk).update(
        influence="official", influence_note="局里的人", remark="怕她投诉", referrer=khalilova
    )
    contact = Contact.objects.create(patient=zhou, addressed=zhou, purpose="care", channel="call", at=NOON)
    said = {"outcome": "booked", "note": "嘴上客气"}
    Call.objects.create(patient=zhou, contact=contact, caller=owner, begun_at=NOON, ended_at=NOON, **said)
    gift = {"kind": RewardKind.GIFT, "words": "一盒茶", "day": NOON.date(), "key": "tea"}
    Reward.objects.create(patient=zhou, newcomer=khalilova, **gift)
    client.force_login(owner)
    shown = client.get(reverse("web:card_timeline", args=[zhou.pk])).content.decode()
    assert "难缠" in shown and "嘴上客气" in shown and khalilova.full_name in shown
    text = told(client, zhou)
    for inner in ("难缠", "局里的人", "怕她投诉", "嘴上客气", khalilova.full_name):
        assert inner not in text
    assert "陈老板" in text and "一盒茶" in text and "| ХМ |" in text


def test_work_of_the_house_is_not_in_it(client: Client, owner: User, zhou: Patient) -> None:
    """REC-12: how an unhappy answer was dealt with, why the house thinks they left, whom they were taken for."""
    merge_patients(zhou.pk, register(zhou.branch, "周亚芹").pk, picks={}, by=owner)
    Patient.objects.filter(pk=zhou.pk).update(full_name=zhou.full_name)  # which went with the later record
    here = {"patient": zhou, "branch": zhou.branch}
    Loss.objects.create(**here, lost_on=NOON.date(), words="去了别家", returned_on=NOON.date())
    slip = Slip.objects.create(**here, points=3)
    SlipStep.objects.create(slip=slip, move=SlipMove.CLOSED, words="赔礼了", by=owner)
    inner = ("周亚芹", "去了别家", "赔礼了")
    client.force_login(owner)
    shown = client.get(reverse("web:card_timeline", args=[zhou.pk])).content.decode()
    text = told(client, zhou)
    assert [words for words in inner if words in shown] == list(inner)
    assert not [line for line in text.splitlines() if any(words in line for words in inner)]
    with translation.override("zh-hans"):
        titles = {event.title for event in events_told(zhou, Sight.of(owner, zhou)) if event.copied is Copied.NOT}
    assert len(titles) == 4 and not any(title in text for title in titles)


def test_a_caller_may_not_nor_whoever_has_the_right_elsewhere(
    client: Client, caller: User, owner: User, almaty: Branch, zhou: Patient
) -> None:
    """REC-12: nor anybody in counter mode."""
    here, consents = (reverse(f"web:{name}", args=[zhou.pk]) for name in ("card_copy", "card_consents"))
    client.force_login(caller)
    assert client.post(here, ASKED).status_code == 403
    assert here not in client.get(consents).content.decode()
    roles = [(Role.OWNER, almaty), (Role.ADMINISTRATOR, zhou.branch)]
    client.force_login(add_user("both", name="两处", password=None, roles=roles, language="en"))
    assert client.post(here, ASKED).status_code == 404
    assert here not in client.get(consents).content.decode()
    client.force_login(owner)
    client.post(reverse("web:counter"), {"on": "1"})
    assert client.post(here, ASKED).status_code == 403
    assert here not in client.get(consents).content.decode()
    assert not ExportLog.objects.exists()


@pytest.mark.one_database
def test_a_formula_in_a_name_stays_text(client: Client, owner: User, riverside: Branch) -> None:
    sly = register(riverside, "=HYPERLINK(1)")
    client.force_login(owner)
    assert "'=HYPERLINK(1)" in {row[3] for row in copy(client, sly)}
    url = reverse("web:card_copy", args=[sly.pk])
    answer: Any = client.post(url, ASKED | {"file_format": "xlsx"})
    sheet: Any = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert "'=HYPERLINK(1)" in {row[3] for row in sheet.iter_rows(values_only=True)}


@pytest.mark.one_database
def test_a_long_record_costs_as_many_queries_as_a_short_one(client: Client, owner: User, zhou: Patient) -> None:
    client.force_login(owner)

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            rows = len(copy(client, zhou))
        return len(captured), rows

    live(zhou, owner, 2)
    cost()  # the first look at a card is written down
    few, short = cost()
    live(zhou, owner, 150)
    many, long = cost()
    assert long >= short + 300 and many == few
