"""Counter mode: what no client reads over the shoulder of the desk, and what is still done there (REC-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.models import Appointment
from rapport.feedback.complaints import NewComplaint, raise_complaint
from rapport.feedback.models import Complaint, Heard
from rapport.lib import clock
from rapport.outreach.calls import Said, begin_call, end_call
from rapport.outreach.models import Task, TaskRule, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.task_actions import remind
from rapport.outreach.tests.calling import EVENING, agrees_to_calls, task_about
from rapport.people.actions import tag_patients
from rapport.people.actions.notes import write_note
from rapport.people.models import Patient, Tag
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import User

TASKS = reverse("web:tasks")
COMPLAINED = {"words": "等太久", "kinds": ["process"], "severity": "1", "heard": "desk"}


@pytest.fixture
def at_desk(client: Client, desk: User) -> Client:
    client.force_login(desk)
    return client


def turn(client: Client, on: str) -> None:
    client.post(reverse("web:counter"), {"on": on})


def main(client: Client, address: str) -> str:
    """The page itself, without the frame around it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().split("</header>", 1)[-1]


def hides(client: Client, address: str, *private: str, keeps: str) -> None:
    """`private` stands on the page, and at the counter not; `keeps` does both times."""
    turn(client, "0")
    shown = main(client, address)
    turn(client, "1")
    hidden = main(client, address)
    assert [one for one in private if one not in shown] == []
    assert [one for one in private if one in hidden] == []
    assert keeps in shown and keeps in hidden


def angry(patient: Patient) -> Complaint:
    return raise_complaint(NewComplaint(patient.branch, Heard.DESK, "等了四十分钟", ["process"], patient=patient))


def missed(patient: Patient, *, days: int = 7) -> Appointment:
    at = clock.now() - timedelta(days=days)
    told = {"state": "no_show", "service": "根管治疗", "remark": "怕疼"}
    return Appointment.objects.create(patient=patient, branch=patient.branch, starts_at=at, **told)


def test_a_machine_at_the_counter_starts_in_counter_mode(client: Client, desk: User, zhou: Patient) -> None:
    desk.starts_at_counter = True
    desk.save()
    client.force_login(desk)
    assert "138 **** 8000" in client.get(reverse("web:card", args=[zhou.pk])).content.decode()


def test_a_page_that_it_hides_says_so_and_opens_with_one_click(at_desk: Client, zhou: Patient) -> None:
    """Not the role is to blame; the button leads back to the very page."""
    turn(at_desk, "1")
    asked = f"{reverse('web:complaints')}?patient={zhou.pk}"
    answer = at_desk.get(asked)
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert answer.status_code == 403
    assert "Counter mode hides this page" in page and "Switch counter mode off" in page
    assert "your role" not in page and "It needs the right" not in page
    back = at_desk.post(reverse("web:counter"), {"next": answer.context["back"]})
    assert back.url == asked
    assert at_desk.get(back.url).status_code == 200


def test_what_was_sent_and_refused_leads_back_to_where_it_was_sent_from(at_desk: Client, zhou: Patient) -> None:
    turn(at_desk, "1")
    card = f"http://testserver{reverse('web:card', args=[zhou.pk])}"
    answer = at_desk.post(reverse("web:review_new"), headers={"Referer": card})
    assert (answer.status_code, answer.context["back"]) == (403, card)


def test_what_the_role_does_not_open_is_no_matter_of_the_counter(at_desk: Client) -> None:
    turn(at_desk, "1")
    page = at_desk.get(reverse("web:audit")).content.decode()
    assert "This is not open to your role" in page and "Switch counter mode off" not in page


def test_the_tasks_tell_who_and_until_when(at_desk: Client, desk: User, zhou: Patient, marsh: Patient) -> None:
    """Nobody reads on the list what colleagues wrote, how often somebody did not come, or that they complained."""
    with clock.set_to(EVENING):
        remind(zhou, "欠款未付，语气小心", on=zhou.branch.today(), by=desk)
        came_not = task_about(agrees_to_calls(marsh))
        Task.objects.filter(pk=came_not.pk).update(
            evidence={"no_shows": 3}, rule=TaskRule.objects.get(key="sleeping")
        )
        pause_contact(marsh, "complaint", words="", by=desk)
        angry(zhou)
        assert Task.objects.filter(patient=zhou, work_list=WorkList.FEEDBACK).exists()
        private = ("欠款未付", "Did not come: 3", "a complaint is open", "Slips and complaints")
        hides(at_desk, f"{TASKS}?view=all", *private, keeps=zhou.full_name)
        turn(at_desk, "0")
        assert "欠款未付" in main(at_desk, reverse("web:card_tasks", args=[zhou.pk]))
        turn(at_desk, "1")
        assert "欠款未付" not in main(at_desk, reverse("web:card_tasks", args=[zhou.pk]))


def test_the_calls_tell_whom_and_when(at_desk: Client, desk: User, zhou: Patient) -> None:
    with clock.set_to(EVENING):
        zhou.hobbies = "钓鱼"
        zhou.save()
        first = task_about(agrees_to_calls(zhou))
        end_call(begin_call(first, by=desk), "refused", by=desk, said=Said(stays_away="moved", note="搬到宁波"))
        task = task_about(zhou)
        Task.objects.filter(pk=task.pk).update(words="上次嫌贵")
        queue = f"/calls/?list=sleeping&task={task.pk}"
        hides(at_desk, queue, "上次嫌贵", "钓鱼", "Stays away", "搬到宁波", keeps=zhou.full_name)
        log = reverse("web:call_log")
        assert at_desk.get(log).status_code == 403
        turn(at_desk, "0")
        assert "搬到宁波" in main(at_desk, log)


def test_how_often_somebody_did_not_come_is_not_among_the_figures_of_a_call(
    client: Client, caller: User, zhou: Patient
) -> None:
    """It stands there for whoever sees no amounts: at the counter that is everybody."""
    client.force_login(caller)
    with clock.set_to(EVENING):
        task = task_about(agrees_to_calls(zhou))
        hides(client, f"/calls/?list=sleeping&task={task.pk}", "missed visit", keeps=zhou.full_name)


def test_who_complains_at_the_counter_is_written_down_there(
    at_desk: Client, zhou: Patient, marsh: Patient
) -> None:
    """CMP-1: from the card or of a stranger, and nothing is shown of what others complained of."""
    angry(marsh)
    turn(at_desk, "1")
    url = f"{reverse('web:complaint_new')}?patient={zhou.pk}"
    assert url in at_desk.get(reverse("web:card", args=[zhou.pk])).content.decode()
    form = at_desk.get(url).content.decode()
    assert "等了四十分钟" not in form and marsh.full_name not in form
    assert reverse("web:complaints") + '"' not in form
    answer = at_desk.post(url, COMPLAINED, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("web:card", args=[zhou.pk])
    page = answer.content.decode()
    assert "Complaint written down" in page and "等太久" not in page and "Complaint open" not in page
    raised = Complaint.objects.get(patient=zhou)
    assert at_desk.get(reverse("web:complaint", args=[raised.pk])).status_code == 403
    stranger = at_desk.post(reverse("web:complaint_new"), {**COMPLAINED, "stranger": "王先生"}, follow=True)
    assert stranger.status_code == 200 and Complaint.objects.filter(stranger="王先生").exists()


def test_the_navigation_leads_to_a_new_complaint_in_place_of_those_of_others(at_desk: Client) -> None:
    for on, leads, hidden in (
        ("1", "web:complaint_new", "web:feedback"),
        ("0", "web:feedback", "web:complaint_new"),
    ):
        turn(at_desk, on)
        urls = [entry.url for entry in at_desk.get(reverse("web:patients")).context["nav"]]
        assert reverse(leads) in urls and reverse(hidden) not in urls


def test_a_draft_of_one_complaint_is_not_put_into_that_of_another(at_desk: Client, zhou: Patient) -> None:
    of_zhou = at_desk.get(f"{reverse('web:complaint_new')}?patient={zhou.pk}").content.decode()
    of_nobody = at_desk.get(reverse("web:complaint_new")).content.decode()
    assert f'data-draft="complaint-new-{zhou.pk}"' in of_zhou
    assert f"complaint-new-{zhou.pk}" not in of_nobody


def test_the_day_has_no_empty_columns(at_desk: Client, zhou: Patient, dentist: User) -> None:
    """What for and what to say go with their columns, on the page and on paper."""
    told = {"service": "根管治疗", "starts_at": clock.now(), "dentist": dentist}
    Appointment.objects.create(patient=zhou, branch=zhou.branch, **told)
    for page in ("web:today", "web:today_sheets"):
        hides(at_desk, reverse(page), "What to say", "根管治疗", "Service", keeps=zhou.full_name)
    hides(at_desk, reverse("web:schedule"), "根管治疗", keeps=zhou.full_name)


def test_who_stayed_away_is_not_told_in_the_book(at_desk: Client, zhou: Patient) -> None:
    one = missed(zhou, days=0)
    hides(at_desk, reverse("web:today"), "did not come", "no_show", keeps=zhou.full_name)
    turn(at_desk, "1")
    book = at_desk.get(reverse("web:schedule")).content.decode()
    assert "is-no_show" not in book and "did not take place" in book
    hides(at_desk, reverse("web:appointment", args=[one.pk]), "did not come once", "怕疼", keeps=zhou.full_name)


def test_the_card_tells_no_more_than_the_client_knows(at_desk: Client, desk: User, zhou: Patient) -> None:
    missed(zhou)
    angry(zhou)
    write_note(zhou, "讲价厉害", by=desk)
    tag_patients(Patient.objects.filter(pk=zhou.pk), Tag.objects.create(name="难缠"), by=desk)
    pause_contact(zhou, "asked", words="", by=desk)
    private = (
        "讲价厉害",
        "Did not come",
        "did not come",
        "Complaint:",
        "难缠",
        "eft in peace",
        "May we call or write",
    )
    hides(at_desk, reverse("web:card", args=[zhou.pk]), *private, keeps=zhou.full_name)
    hides(at_desk, reverse("web:card_timeline", args=[zhou.pk]), *private[:1], "Complaint:", keeps=zhou.full_name)
    assert at_desk.get(reverse("web:card_reach", args=[zhou.pk])).status_code == 403


@pytest.mark.parametrize("asked", ["no_shows=1", "tag={tag}", "where=complaints_open+>+0", "found=no_shows_2plus"])
def test_nobody_is_found_by_what_is_hidden(at_desk: Client, desk: User, zhou: Patient, asked: str) -> None:
    """A list narrowed by it would tell as much."""
    tag = Tag.objects.create(name="难缠")
    tag_patients(Patient.objects.filter(pk=zhou.pk), tag, by=desk)
    refresh_facts()
    PatientFacts.objects.filter(patient=zhou).update(no_shows=3, complaints_open=1)
    address = f"{reverse('web:patients')}?{asked.format(tag=tag.pk)}"
    turn(at_desk, "0")
    assert "was left out" not in main(at_desk, address)
    turn(at_desk, "1")
    page = main(at_desk, address)
    assert "was left out" in page and "难缠" not in page


def test_what_was_written_to_somebody_is_neither_shown_nor_counted_there(
    at_desk: Client, desk: User, owner: User, zhou: Patient
) -> None:
    """A number that leads to nothing on the page would be looked for in vain."""
    write_note(zhou, "请回电", by=owner, told=[desk])
    counts = []
    for on in ("0", "1"):
        turn(at_desk, on)
        answer = at_desk.get(reverse("web:today"))
        [entry] = [entry for entry in answer.context["nav"] if entry.url == reverse("web:today")]
        counts.append((entry.count, "请回电" in answer.content.decode()))
    assert counts == [(1, True), (0, False)]
