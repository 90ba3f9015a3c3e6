"""A person written down and changed in the browser, and two who change one at once."""

from datetime import UTC, date, datetime

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.people.models import ChangedPatient, Patient, Source, Tag
from rapport.people.searching import search
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = pytest.mark.now(NOON)


def filled(client: Client, patient: Patient) -> dict[str, str]:
    """What a browser would send back from the page on which `patient` is changed."""
    page = client.get(reverse("web:person_edit", args=[patient.pk])).context["page"]
    fields = [*page.form, *(field for row in page.rows for field in row)]
    values = {field.html_name: field.value() for field in fields}
    data = {name: "on" if v is True else str(v) for name, v in values.items() if v not in (None, False)}
    return data | {"before": page.before, "version": str(page.version)}


def save(client: Client, patient: Patient, data: dict[str, str]) -> int:
    return client.post(reverse("web:person_edit", args=[patient.pk]), data).status_code


def test_the_desk_writes_down_a_new_person(client: Client, desk: User, riverside: Branch, zhou: Patient) -> None:
    """REC-1, REC-2, REC-8: everything on one page; phones in E.164, an unreadable one kept and marked."""
    source = Source.objects.create(name="大众点评", kind="online")
    tag = Tag.objects.get(built_in="implant")
    client.force_login(desk)
    assert 'name="died_on"' not in client.get(reverse("web:person_new")).content.decode(), "who is new is alive"
    assert 'name="died_on"' in client.get(reverse("web:person_edit", args=[zhou.pk])).content.decode()
    data = {
        "branch": riverside.pk,
        "full_name": "欧阳明月",
        "sex": "female",
        "birth_date": "1991-02-03",
        "occupation": "律师",
        "hobbies": "围棋",
        "language": "zh-hans",
        "address": "滨江区 1 号",
        "travel_minutes": "50",
        "time_zone": "Asia/Urumqi",
        "source": source.pk,
        "referrer": zhou.pk,
        "influence": "opinion_leader",
        "influence_note": "小红书",
        "contact-new1-kind": "phone",
        "contact-new1-value": "139 1234 5678",
        "contact-new1-preferred": "on",
        "contact-new1-verified": "on",
        "contact-new2-kind": "phone",
        "contact-new2-value": "问她妈妈",
        "contact-new3-kind": "wechat",
        "contact-new3-value": "ouyang_my",
        "contact-new3-do_not_use": "on",
        f"tag-{tag.pk}": "on",
    }
    assert client.post(reverse("web:person_new"), data).status_code == 302
    found = Patient.objects.get(full_name="欧阳明月")
    assert (found.family_name, found.given_name) == ("欧阳", "明月")
    assert (found.referrer, found.source) == (zhou, source)
    assert (found.travel_minutes, found.time_zone) == (50, "Asia/Urumqi")
    phone, unread, wechat = found.contacts.order_by("pk")
    assert (phone.value, phone.valid, phone.preferred, phone.verified_at) == ("+8613912345678", True, True, NOON)
    assert (unread.value, unread.valid) == ("问她妈妈", False)
    assert (wechat.value, wechat.do_not_use) == ("ouyang_my", True)
    assert [tagged.tag for tagged in found.tagged.all()] == [tag]
    assert LogEntry.objects.get_for_object(found).get().actor == desk
    assert found in search(Patient.objects.all(), "ouyang")
    assert ChangedPatient.objects.filter(patient=found).exists()


def test_who_is_known_already_is_shown_before_anything_is_saved(
    client: Client, desk: User, riverside: Branch, zhou: Patient, khalilova: Patient
) -> None:
    """REC-10: found on entry; saved as new only on a person's word; nobody of another branch is betrayed."""
    client.force_login(desk)
    data = {"full_name": "周雅琴", "contact-new1-kind": "phone", "contact-new1-value": "13800138000"}
    answer = client.post(reverse("web:person_new"), data)
    assert [one.patient for one in answer.context["page"].alike] == [zhou]
    assert Patient.objects.filter(full_name="周雅琴").count() == 1
    assert client.post(reverse("web:person_new"), data | {"sure": "yes"}).status_code == 302
    assert Patient.objects.filter(full_name="周雅琴").count() == 2
    hers = {"full_name": "Халилова Марина", "contact-new1-kind": "phone", "contact-new1-value": "+77011234567"}
    assert client.post(reverse("web:person_new"), hers).status_code == 302


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("full_name", "  "),
        ("birth_date", "2027-01-01"),
        ("birth_date", "0990-01-01"),
        ("birth_date", "abc"),
        ("travel_minutes", "-5"),
        ("travel_minutes", "99999"),
        ("time_zone", "Mars/Base"),
        ("source", "99999"),
        ("referrer", "99999"),
        ("referrer", "1;DROP"),
        ("file_number", "20801"),
        ("full_name", "x" * 201),
        ("full_name", "a\x00b"),
        ("contact-new1-value", "13912345678, 13912345679"),
        ("contact-new1-label", "妈妈"),
        ("influence", "king"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    client: Client, desk: User, zhou: Patient, field: str, text: str
) -> None:
    client.force_login(desk)
    people = Patient.objects.count()
    data = {"full_name": "某某", "contact-new1-kind": "phone", "contact-new1-value": "", field: text}
    answer = client.post(reverse("web:person_new"), data)
    assert answer.status_code == 422 and "wrong" in answer.content.decode()
    assert Patient.objects.count() == people


def test_the_referrer_of_another_branch_can_neither_be_picked_nor_read(
    client: Client, desk: User, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12: a number guessed in a form opens nothing; one that is kept already stays, unnamed."""
    client.force_login(desk)
    data = filled(client, zhou)
    assert save(client, zhou, data | {"referrer": str(khalilova.pk)}) == 422
    Patient.objects.filter(pk=zhou.pk).update(referrer=khalilova)
    data = filled(client, zhou)
    page = client.get(reverse("web:person_edit", args=[zhou.pk])).content.decode()
    assert "Халилова" not in page and data["referrer"] == str(khalilova.pk)
    assert save(client, zhou, data | {"occupation": "教师"}) == 302
    zhou.refresh_from_db()
    assert (zhou.referrer, zhou.occupation) == (khalilova, "教师")


def test_nobody_was_brought_by_whom_they_brought(
    client: Client, desk: User, zhou: Patient, marsh: Patient
) -> None:
    """REF-4: also not through others; one that is kept already hinders no other change."""
    client.force_login(desk)
    between = register(zhou.branch, "中间人", referrer=zhou)
    Patient.objects.filter(pk=marsh.pk).update(referrer=between)
    assert save(client, zhou, filled(client, zhou) | {"referrer": str(marsh.pk)}) == 422
    page = client.post(
        reverse("web:person_edit", args=[zhou.pk]), filled(client, zhou) | {"referrer": str(marsh.pk)}
    ).content.decode()
    assert "They came through this person" in page
    Patient.objects.filter(pk=zhou.pk).update(referrer=marsh)
    assert save(client, zhou, filled(client, zhou) | {"occupation": "教师"}) == 302


def test_a_change_is_written_whole_and_recorded(client: Client, desk: User, zhou: Patient) -> None:
    """REC-2, REC-12: contact points are changed, added and taken away; the audit says by whom."""
    client.force_login(desk)
    data = filled(client, zhou)
    row = f"contact-{zhou.contacts.get().pk}"
    data |= {f"{row}-label": "办公室", "contact-new1-kind": "email", "contact-new1-value": "Zhou@Example.COM"}
    assert save(client, zhou, data | {"occupation": "医生", "given_name": "雅芹"}) == 302
    zhou.refresh_from_db()
    assert (zhou.occupation, zhou.given_name, zhou.version) == ("医生", "雅芹", 2)
    assert [(c.value, c.label) for c in zhou.contacts.order_by("pk")] == [
        ("+8613800138000", "办公室"),
        ("Zhou@example.com", ""),
    ]
    entry = LogEntry.objects.get_for_object(zhou).first()
    assert entry is not None and entry.actor == desk and set(entry.changes) == {"occupation", "given_name"}
    data = filled(client, zhou)
    data[f"{row}-value"] = data[f"{row}-label"] = ""
    assert save(client, zhou, data) == 302
    assert [c.value for c in zhou.contacts.all()] == ["Zhou@example.com"]


def test_two_edits_of_one_card_are_both_shown_and_neither_is_lost(
    client: Client, desk: User, caller: User, zhou: Patient
) -> None:
    """REC-12: the second to save sees both versions per field, and nothing is merged without their word."""
    other = Client()
    client.force_login(desk)
    other.force_login(caller)
    mine, theirs = filled(client, zhou), filled(other, zhou)
    assert save(other, zhou, theirs | {"occupation": "律师", "hobbies": "围棋"}) == 302
    mine |= {"occupation": "法官", "address": "滨江", "contact-new1-value": "13912345678"}
    answer = client.post(reverse("web:person_edit", args=[zhou.pk]), mine)
    assert answer.status_code == 409
    zhou.refresh_from_db()
    assert (zhou.occupation, zhou.hobbies, zhou.address) == ("律师", "围棋", "")
    page = answer.context["page"]
    lines = {line.name: (line.mine, line.theirs, line.fallback) for line in page.lines}
    assert lines == {
        "occupation": ("法官", "律师", ""),
        "hobbies": ("", "围棋", "theirs"),
        "address": ("滨江", "", "mine"),
        "contact-new1": ("13912345678", "", "mine"),
    }
    assert page.who == "何晴"
    again = page.typed | {"before": page.before, "version": str(page.version)}
    undecided = {f"keep-{line.name}": line.fallback for line in page.lines if line.fallback}
    assert save(client, zhou, again | undecided) == 409
    assert save(client, zhou, again | undecided | {"keep-occupation": "mine"}) == 302
    zhou.refresh_from_db()
    assert (zhou.occupation, zhou.hobbies, zhou.address) == ("法官", "围棋", "滨江")
    assert zhou.contacts.filter(value="+8613912345678").exists()


def test_a_choice_holds_only_for_what_was_seen(client: Client, desk: User, zhou: Patient) -> None:
    """A third change between the question and the answer is asked about again."""
    client.force_login(desk)
    mine = filled(client, zhou) | {"occupation": "法官"}
    Patient.objects.filter(pk=zhou.pk).update(occupation="律师")
    page = client.post(reverse("web:person_edit", args=[zhou.pk]), mine).context["page"]
    Patient.objects.filter(pk=zhou.pk).update(occupation="厨师")
    again = page.typed | {"before": page.before, "version": str(page.version), "keep-occupation": "mine"}
    assert save(client, zhou, again) == 409
    zhou.refresh_from_db()
    assert zhou.occupation == "厨师"


def test_who_may_not_change_people_opens_neither_page(
    client: Client, dentist: User, marketer: User, desk: User, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12."""
    for user, pk, status in ((dentist, zhou.pk, 403), (marketer, zhou.pk, 403), (desk, khalilova.pk, 404)):
        client.force_login(user)
        assert client.get(reverse("web:person_edit", args=[pk])).status_code == status
        assert client.post(reverse("web:person_edit", args=[pk]), {"full_name": "x"}).status_code == status
    client.force_login(dentist)
    assert client.get(reverse("web:person_new")).status_code == 403
    assert "edit/" not in client.get(reverse("web:card", args=[zhou.pk])).content.decode()


def test_people_to_pick_are_those_one_may_see(
    client: Client, desk: User, zhou: Patient, khalilova: Patient
) -> None:
    client.force_login(desk)
    url = reverse("web:people_found")
    assert f'value="{zhou.pk}"' in client.get(url, {"q": "zhou", "field": "referrer"}).content.decode()
    assert f'value="{khalilova.pk}"' not in client.get(url, {"q": "Халилова"}).content.decode()
    assert client.get(reverse("web:person_contact_row"), {"n": "x"}).status_code == 200


def test_the_page_costs_the_same_for_many_contacts(client: Client, desk: User, riverside: Branch) -> None:
    # where there is nobody to call the head of the page asks for no number: the first one costs a query
    person = register(riverside, "多号", birth_date=date(1990, 1, 1), phone="+8613900138000")
    client.force_login(desk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("web:person_edit", args=[person.pk]))
        return len(captured)

    queries()  # the first look is written down, another soon after is not
    first = queries()
    for n in range(12):
        person.contacts.create(kind="phone", value=f"+86138001380{n:02}")
    assert queries() == first
