"""The morning meeting (CMP-7): it prepares itself, its minutes set to work, and nothing falls off the table."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment, BookedThrough
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.feedback.complaints import NewComplaint, raise_complaint
from rapport.feedback.meeting import meeting_of, on_the_table, settle_minute, to_do, write_minute
from rapport.feedback.models import Complaint, Heard, Minute, Slip
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task, WorkList
from rapport.people.models import Patient, Standing
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.slips.pages import low_words
from rapport.web.today.gaps import gaps_between
from rapport.web.today.talking import Coming, talking_points
from tests.cast import register
from tests.everything import Everything
from tests.schedule import checkup, works

TODAY = date(2026, 11, 21)
NINE = datetime(2026, 11, 21, 1, tzinfo=UTC)  # in Shanghai
pytestmark = pytest.mark.now(NINE)


def book(patient: Patient, hours: float, dentist: User | None = None) -> Appointment:
    at = NINE + timedelta(hours=hours)
    told = {"starts_at": at, "ends_at": at + timedelta(minutes=30), "dentist": dentist, "chair": "1"}
    return add_appointments([Appointment(patient=patient, branch=patient.branch, **told)])[0]


def complain(patient: Patient, branch: Branch, *kinds: str, words: str = "等了 42 分钟") -> Complaint:
    return raise_complaint(NewComplaint(branch, Heard.DESK, words, kinds, patient=patient))


def test_at_the_counter_nobody_reads_about_another(
    client: Client, desk: User, zhou: Patient, riverside: Branch, dentist: User
) -> None:
    """REC-12: complaints, scores, no-shows, what was noted and what to say go, on the page and on paper."""
    complain(zhou, riverside, "process")
    slip: Slip = Everything(zhou, desk).slip
    book(zhou, 1.5, dentist)
    Appointment.objects.filter(patient=zhou).update(remark="很怕痛")
    refresh_facts()
    PatientFacts.objects.filter(patient=zhou).update(no_shows=3)
    morning = meeting_of(riverside, TODAY)
    write_minute(morning, "周雅琴要退款", by=desk)
    type(morning).objects.update(one_thing="先向周雅琴道歉")
    private = ("complaint", "等了 42 分钟", low_words(slip.low), "did not come 3 times", "First apologise",
               "很怕痛", "周雅琴要退款", "先向周雅琴道歉")  # fmt: skip
    client.force_login(desk)
    client.post(reverse("web:counter"), {"on": "0"})
    pages = [reverse("web:today"), reverse("web:today_sheets")]
    shown = "".join(client.get(page).content.decode() for page in pages)
    assert [one for one in private if one not in shown] == []
    client.post(reverse("web:counter"), {"on": "1"})
    hidden = "".join(client.get(page).content.decode().split("<main", 1)[1] for page in pages)
    assert zhou.full_name in hidden
    assert [one for one in private if one in hidden] == []
    assert client.get(reverse("web:today_archive", args=[riverside.pk])).status_code == 403
    assert client.get(reverse("web:complaints")).status_code == 403


def test_what_came_up_is_prepared_and_ticked(
    client: Client, desk: User, zhou: Patient, riverside: Branch, dentist: User
) -> None:
    """CMP-7: open complaints and slips, with whom they lie and until when; a tick says it was talked over."""
    complain(zhou, riverside, "process")
    slip: Slip = Everything(zhou, desk, "费用和之前说的不一样").slip
    book(zhou, 1.5, dentist)
    refresh_facts()
    client.force_login(desk)
    page = client.get(reverse("web:today")).content.decode()
    assert "等了 42 分钟" in page and "费用和之前说的不一样" in page
    # the one thing proposes itself: the complaint of somebody who comes
    assert "10:30" in page and "answer in person before" in page
    assert "First apologise and explain" in page

    what = {"what": f"slip:{slip.pk}", "talked": "1", "day": str(TODAY)}
    client.post(reverse("web:today_ticks", args=[riverside.pk]), what)
    assert client.get(reverse("web:today")).context["issues"][1].talked
    client.post(reverse("web:today_ticks", args=[riverside.pk]), what | {"talked": ""} | {"what": "drop:table"})
    del what["talked"]
    client.post(reverse("web:today_ticks", args=[riverside.pk]), what)
    assert not client.get(reverse("web:today")).context["issues"][1].talked


def test_three_times_wants_a_review(client: Client, desk: User, zhou: Patient, riverside: Branch) -> None:
    """CMP-6, CMP-7: what keeps coming back is put on the table by itself."""
    for _time in range(3):
        complain(zhou, riverside, "process", "attitude")
    client.force_login(desk)
    often = [one for one in client.get(reverse("web:today")).context["issues"] if one.key.startswith("kind:")]
    assert {one.key for one in often} == {"kind:process", "kind:attitude"} and "3 times" in often[0].title


def test_a_minute_sets_a_colleague_to_work(riverside: Branch, desk: User, caller: User, zhou: Patient) -> None:
    """CMP-7: with an @; about a client it is a task of theirs, else it stands on the colleague's own morning."""
    meeting = meeting_of(riverside, TODAY)
    about = write_minute(meeting, "@何晴 给周雅琴回电", by=desk, about=zhou)
    assert about.task and (about.task.owner, about.task.due_on, about.task.patient) == (caller, TODAY, zhou)
    alone = write_minute(meeting, "@何晴 停车指引", by=desk)
    assert list(to_do(caller)) == [alone]
    settle_minute(about, by=caller)
    settle_minute(alone, by=caller)
    about.task.refresh_from_db()
    assert about.task.closed_at and not to_do(caller).exists()


def test_who_does_not_work_here_is_not_set_to_work(riverside: Branch, desk: User, almaty_marketer: User) -> None:
    """CMP-7: nothing is written down, and it is said why."""
    with pytest.raises(Refused, match="does not work at this branch"):
        write_minute(meeting_of(riverside, TODAY), "@Дана Маркетова позвонить", by=desk)
    with pytest.raises(Refused, match="Write what was said"):
        write_minute(meeting_of(riverside, TODAY), "   ", by=desk)
    assert not Minute.objects.exists()


def test_a_problem_stays_on_the_table(client: Client, riverside: Branch, desk: User, zhou: Patient) -> None:
    """CMP-7: carried over from morning to morning until somebody settles it, and taken up again by mistake."""
    problem = write_minute(meeting_of(riverside, TODAY - timedelta(days=3)), "空压机", by=desk, is_problem=True)
    client.force_login(desk)
    assert [one.title for one in client.get(reverse("web:today")).context["issues"]] == ["空压机"]
    client.post(reverse("web:today_settling", args=[problem.pk]))
    assert not on_the_table(riverside, TODAY).exists()
    client.post(reverse("web:today_settling", args=[problem.pk]), {"again": "1"})
    assert on_the_table(riverside, TODAY).get() == problem


def test_minutes_are_found_again(client: Client, riverside: Branch, desk: User, almaty_marketer: User) -> None:
    """CMP-7: kept by day, found by their words; another branch reads none of them."""
    write_minute(meeting_of(riverside, TODAY), "停车场周末限流", by=desk)
    where = reverse("web:today_archive", args=[riverside.pk])
    client.force_login(desk)
    assert "停车场周末限流" in client.get(where, {"q": "限流"}).content.decode()
    assert "停车场周末限流" not in client.get(where, {"q": "空压机"}).content.decode()
    client.force_login(almaty_marketer)
    assert client.get(where).status_code in (403, 404)


def test_free_times_lie_between_the_appointments_of_a_dentist(
    zhou: Patient, marsh: Patient, riverside: Branch, dentist: User
) -> None:
    """CMP-7: from now on, of half an hour and more; what overlaps leaves none."""
    day = [book(zhou, 1, dentist), book(marsh, 2.5, dentist), book(register(riverside, "孙丽华"), 3.25, dentist)]
    [gap] = gaps_between(day, NINE)
    assert (gap.at, gap.minutes, gap.who) == (NINE + timedelta(hours=1.5), 60, "林岚")
    assert [gap.minutes for gap in gaps_between(day, NINE + timedelta(hours=2))] == [30]
    assert gaps_between(day, NINE + timedelta(hours=2.2)) == []


def test_where_hours_are_known_free_times_are_what_they_leave(
    client: Client, zhou: Patient, riverside: Branch, dentist: User, desk: User
) -> None:
    """CMP-7: before the first appointment and after the last too, and of who has none at all."""
    works(dentist, riverside, opens="09:00", closes="12:00", days="6")
    other = add_user("wang", name="王医生", password=None, roles=[(Role.DENTIST, riverside)])
    works(other, riverside, opens="14:00", closes="15:00", days="6")
    book(zhou, 1, dentist)
    client.force_login(desk)
    gaps = client.get(reverse("web:today")).context["page"].gaps
    told = [(f"{gap.at:%H:%M}", gap.minutes, gap.who) for gap in gaps]
    assert told == [("09:00", 60, "林岚"), ("10:30", 90, "林岚"), ("14:00", 60, "王医生")]
    gaps = client.get(reverse("web:today"), {"dentist": "林岚"}).context["page"].gaps
    assert {gap.who for gap in gaps} == {"林岚"}


def test_a_free_time_names_first_who_waits_for_one(
    client: Client, desk: User, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """CMP-7, BOO-2: those whom it suits, in turn, before those who are due; on paper initials where wished. Ten
    cost as many queries as two."""
    works(dentist, riverside, opens="09:00", closes="12:00", days="6")
    service = checkup(45)
    evenings, longer = NewWish(riverside, service, parts=["evening"]), NewWish(riverside, checkup(240))
    put_on_list(zhou, NewWish(riverside, service), through=BookedThrough.DESK)
    put_on_list(marsh, evenings, through=BookedThrough.DESK)
    put_on_list(register(riverside, "孙丽华"), longer, through=BookedThrough.DESK)
    for patient in (zhou, marsh):
        due = {"work_list": WorkList.RECALL, "words": "洁治", "due_on": TODAY}
        Task.objects.create(patient=patient, branch=riverside, **due)
    client.force_login(desk)
    page = client.get(reverse("web:today"))
    [gap] = page.context["page"].gaps
    assert ([one.patient for one in gap.waiting], gap.all_waiting) == ([zhou], 1)
    assert [pk for pk, _name in gap.suits] == [marsh.pk]
    assert "On the waiting list 1 suits:" in page.content.decode()
    assert "周雅琴" not in client.get(reverse("web:today_sheets"), {"initials": "1"}).content.decode()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("web:today"))
        return len(captured)

    few = cost()
    for n in range(8):
        put_on_list(register(riverside, f"患者{n}"), NewWish(riverside, service), through=BookedThrough.DESK)
    assert cost() == few
    assert client.get(reverse("web:today")).context["page"].gaps[0].all_waiting == 9


@pytest.mark.parametrize(
    ("facts", "standing", "said"),
    [
        ({"thinking_until": TODAY}, {}, "no pressing"),
        ({"referrals": 1}, {}, "Thank them in person for the one"),
        ({"referrals": 2}, {}, "Thank them in person for the 2"),
        ({"reluctance": 3}, {}, "stop the pain"),
        ({"waiting": 35}, {}, "35 minutes"),
        ({}, {"care": "A"}, "thank them for their trust"),
        ({}, {"care": "D"}, "Compare the options"),
    ],
)
def test_what_to_say_comes_from_what_is_known(zhou: Patient, facts: dict, standing: dict, said: str) -> None:
    """CMP-7, LOY-4, PAT-A, PAT-D, REF-2 (thanks): two sentences at most; in time to think nobody talks prices."""
    coming = Coming(zhou, PatientFacts(patient=zhou, **facts), Standing(**standing), TODAY, first_visit=False)
    points = talking_points(coming)
    assert said in points[0].words and len(points) <= 2


def test_a_page_for_each_dentist(client: Client, desk: User, zhou: Patient, marsh: Patient, dentist: User) -> None:
    """CMP-7: on paper, with initials instead of names where somebody wishes it."""
    book(zhou, 1, dentist)
    Appointment.objects.create(
        patient=marsh, branch=marsh.branch, starts_at=NINE + timedelta(hours=2), dentist_words="陈牧"
    )
    client.force_login(desk)
    page = client.get(reverse("web:today_sheets"), {"initials": "1"}).content.decode()
    assert page.count('class="paper"') == 2 and "周雅琴" not in page
    assert "周雅琴" in client.get(reverse("web:today_sheets")).content.decode()


def test_the_morning_costs_as_many_queries_for_twenty_as_for_two(
    client: Client, desk: User, riverside: Branch, dentist: User
) -> None:
    """Complaints, slips, families and free times are read for the day, not for each who comes."""
    client.force_login(desk)

    def cost() -> int:
        refresh_facts()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("web:today")).status_code == 200
        return len(captured)

    def come(number: int) -> None:
        for n in range(number):
            patient = register(riverside, f"患者{n}")
            complain(patient, riverside, "hygiene")
            book(patient, n / 2, dentist)

    come(2)
    cost()
    few = cost()
    come(18)
    assert cost() == few
