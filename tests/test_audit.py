"""Who saw and changed a card is read by those who may, and no further than they may."""

from datetime import date
from pathlib import Path

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from rapport.appointments.models import Appointment
from rapport.care.models import Category, Visit
from rapport.config.health import access_log
from rapport.config.health.finding import State
from rapport.lib import clock
from rapport.outreach.models import Pause
from rapport.outreach.models.pause import PauseGround
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import Departure, Patient, Purchase
from rapport.staff.actions import add_user
from rapport.staff.looking import note_look
from rapport.staff.models import AccessLog, Branch, User
from rapport.staff.roles import Role
from rapport.web.audit.table import as_markdown
from tests.cast import register
from tests.test_access_log import tamper


def test_the_card_tells_who_saw_and_changed_it(client: Client, owner: User, desk: User, zhou: Patient) -> None:
    """REC-12."""
    note_look(zhou.pk, by=desk)
    client.force_login(owner)
    page = client.get(reverse("web:card_audit", args=[zhou.pk])).content.decode()
    assert "许文静" in page
    assert "Opened the card" in page
    client.force_login(desk)
    assert client.get(reverse("web:card_audit", args=[zhou.pk])).status_code == 403


def test_the_card_tells_who_saw_the_record_that_was_merged_into_it(
    client: Client, owner: User, desk: User, riverside: Branch, zhou: Patient
) -> None:
    """REC-10, REC-12: until the two are parted again."""
    twice = register(riverside, "Zhou Yaqin")
    twice.occupation = "cook"
    twice.save()
    note_look(twice.pk, by=desk)
    client.force_login(owner)
    address = reverse("web:card_audit", args=[zhou.pk])
    assert "许文静" not in client.get(address).content.decode()
    merge = merge_patients(zhou.pk, twice.pk, picks={}, by=owner)
    page = client.get(address).content.decode()
    assert "许文静" in page and "cook" in page
    undo_merge(merge.pk, by=owner)
    assert "许文静" not in client.get(address).content.decode()


def test_an_auditor_reads_no_phone_in_the_changes(client: Client, riverside: Branch, zhou: Patient) -> None:
    """REC-12."""
    point = zhou.contacts.get()
    point.value = "+8613877766655"
    point.save()
    auditor = add_user("auditor", name="审计", password=None, roles=[(Role.AUDITOR, None)], language="en")
    client.force_login(auditor)
    for address in (reverse("web:card_audit", args=[zhou.pk]), reverse("web:audit")):
        page = client.get(address).content.decode()
        assert "13877766655" not in page, address
        assert "13800138000" not in page, address


def test_what_was_changed_calls_itself_in_the_language_of_the_reader(
    client: Client, riverside: Branch, zhou: Patient
) -> None:
    """REC-12: the audit keeps the words of whoever changed it, the worker's English or a colleague's Chinese."""
    pause = Pause.objects.create(patient=zhou, ground=PauseGround.COMPLAINT, since=date(2026, 11, 9))
    assert LogEntry.objects.get_for_object(pause).get().object_repr == f"{zhou.pk} · a complaint is open"
    left = Departure.objects.create(patient=zhou, left_on=date(2026, 11, 19))
    left.delete()  # it cannot be asked any more: its days are written as the page writes them all the same
    client.force_login(add_user("vera", name="Вера", password=None, roles=[(Role.AUDITOR, None)], language="ru"))
    page = client.get(reverse("web:card_audit", args=[zhou.pk])).content.decode()
    assert "жалоба не закрыта" in page and "a complaint is open" not in page
    page = client.get(reverse("web:audit")).content.decode()
    assert "жалоба не закрыта" in page and "a complaint is open" not in page
    assert "19.11.2026" in page and "2026-11-19" not in page


def test_of_a_row_its_own_columns_are_kept(
    owner: User, zhou: Patient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """REC-12: what may refer to it is not asked for at each row, and no secret is kept."""
    with django_assert_num_queries(2):  # the row, and its line
        visit = Visit.objects.create(patient=zhou, branch=zhou.branch, day=date(2026, 11, 9))
    assert set(LogEntry.objects.get_for_object(visit).get().changes) <= {
        field.name for field in Visit._meta.fields
    }
    of_users = LogEntry.objects.get_for_model(User)
    assert of_users.filter(changes__has_key="username") and not of_users.filter(changes__has_key="password")


def test_a_change_is_told_in_words(client: Client, owner: User, desk: User, zhou: Patient) -> None:
    """REC-12: no number of a colleague, no code and no moment in UTC; what was empty is a dash."""
    told = {"ended_at": ["None", "2026-11-19 06:37:00"], "ended_by": ["None", str(desk.pk)], "kind": ["", "other"]}
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Pause),
        object_pk="1",
        object_repr="a pause",
        action=LogEntry.Action.UPDATE,
        changes=told | {"gone": ["1", "2"]},
        actor=owner,
    )
    client.force_login(owner)
    (change, *_others) = client.get(reverse("web:audit")).context["changes"]
    fields = {name: (before, after) for name, before, after in change.fields}
    assert ("—", "19 Nov 2026 14:37") in fields.values()
    assert ("—", str(desk)) in fields.values()
    assert fields["gone"] == ("1", "2")


def test_a_change_says_whom_it_is_about(client: Client, almaty: Branch, zhou: Patient, khalilova: Patient) -> None:
    """REC-12: by name; whom the reader does not see stays a number."""
    here = add_user("here", name="这里", password=None, roles=[(Role.AUDITOR, zhou.branch)], language="en")
    for one in (zhou, khalilova):
        LogEntry.objects.create(
            content_type=ContentType.objects.get_for_model(Pause),
            object_pk="1",
            object_repr=f"{one.pk} · on holiday",
            action=LogEntry.Action.CREATE,
            changes={},
            actor=here,
        )
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Appointment),
        object_pk="1",
        object_repr="周雅琴 · 2026-11-19 06:37",
        action=LogEntry.Action.CREATE,
        changes={},
        actor=here,
    )
    client.force_login(here)
    (coming, there, mine, *_others) = client.get(reverse("web:audit")).context["changes"]
    assert (mine.what, there.what) == ("周雅琴 · on holiday", f"{khalilova.pk} · on holiday")
    assert coming.what == "周雅琴 · 19 Nov 2026 14:37"


def test_a_change_calls_people_and_things_by_name(
    client: Client, riverside: Branch, zhou: Patient, marsh: Patient, khalilova: Patient, dentist: User
) -> None:
    """REC-12: no number of theirs; who is of a branch that the reader does not see stays a number."""
    booked = Appointment.objects.create(patient=zhou, branch=riverside, starts_at=clock.now(), ends_at=clock.now())
    booked.category, booked.dentist = Category.objects.get(code="hygiene"), dentist
    booked.save()
    Purchase.objects.create(patient=zhou, what="牙刷", day=date(2026, 11, 1), amount=1)
    for referrer in (marsh, khalilova):
        zhou.referrer = referrer
        zhou.save()
    here = add_user("here", name="这里", password=None, roles=[(Role.OWNER, riverside)], language="en")
    client.force_login(here)
    told = client.get(reverse("web:card_audit", args=[zhou.pk])).context["page"].changes
    fields = {(name, before, after) for change in told for name, before, after in change.fields}
    assert {("category", "—", "hygiene"), ("dentist", "—", "林岚")} <= {(n.lower(), b, a) for n, b, a in fields}
    assert ("referred by", "—", "Helen Marsh") in fields
    assert ("referred by", "Helen Marsh", str(khalilova.pk)) in fields
    assert "周雅琴 · 牙刷" in {change.what for change in told}


def test_the_log_of_another_branch_is_not_read(
    client: Client, riverside: Branch, almaty: Branch, khalilova: Patient
) -> None:
    """REC-12."""
    there = add_user("there", name="Там", password=None, roles=[(Role.OWNER, almaty)], language="en")
    note_look(khalilova.pk, by=there)
    here = add_user("here", name="这里", password=None, roles=[(Role.AUDITOR, riverside)], language="en")
    client.force_login(here)
    assert "Там" not in client.get(reverse("web:accesses")).content.decode()
    client.force_login(there)
    assert "Халилова" in client.get(reverse("web:accesses")).content.decode()


def test_the_document_of_the_roles_is_what_the_table_says() -> None:
    """REC-12: made anew by `python -m rapport.config.roles`."""
    with translation.override("en"):
        assert Path("docs/roles.md").read_text(encoding="utf-8") == as_markdown()


def test_the_roles_can_be_read_in_the_settings(client: Client, owner: User) -> None:
    client.force_login(owner)
    assert "See amounts" in client.get(reverse("web:roles")).content.decode()


def test_the_doctor_seals_and_names_what_was_changed_or_cut_off(
    desk: User, zhou: Patient, marsh: Patient, settings: object, tmp_path: Path
) -> None:
    """REC-12."""
    settings.HOME = tmp_path
    note_look(zhou.pk, by=desk)
    note_look(marsh.pk, by=desk)
    [whole] = access_log.chain()
    assert whole.state is State.OK
    tamper("DELETE FROM staff_accesslog WHERE number = 2")
    [cut_off] = access_log.chain()
    assert cut_off.state is State.FAIL
    assert "ends at row 1" in cut_off.words
    tamper("UPDATE staff_accesslog SET patient = 77 WHERE number = 1")
    [changed] = access_log.chain()
    assert "broken at row 1 " in changed.words
    assert AccessLog.objects.count() == 1
