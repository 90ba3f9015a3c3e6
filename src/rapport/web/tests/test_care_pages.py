"""The mouth in the browser: what is found, planned, thought over and done, for those who may see it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from rapport.appointments.models import Series
from rapport.care.actions import (
    NewOption,
    NewVisit,
    finish_course,
    note_findings,
    present_plan,
    start_course,
    write_visit,
)
from rapport.care.models import (
    Course,
    Finding,
    InterruptionReason,
    Plan,
    PlanOption,
    PlanState,
    ThinkingTime,
    Treatment,
    Visit,
)
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.cast import register

TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.now(datetime(2026, 11, 21, 4, tzinfo=UTC))


@pytest.fixture
def crown(zhou: Patient) -> Visit:
    """A crown, paid for, complained about."""
    visit = Visit(patient=zhou, branch=zhou.branch, day=TODAY - timedelta(days=3), complaint="46 酸痛")
    return write_visit(NewVisit(visit, [Treatment(name="全瓷冠", teeth="46", amount=380_000)]))


@pytest.fixture
def implant(zhou: Patient, dentist: User) -> Plan:
    options = [NewOption(PlanOption(name=f"植体{n}", price=n * 100_000, result="咬得动")) for n in (1, 2)]
    plan = Plan(patient=zhou, branch=zhou.branch, title="36 种植", wish="不想再返工", remark="家里有人反对")
    return present_plan(plan, on=TODAY, by=dentist, options=options)


def opened(client: Client, user: User, name: str, *args: object) -> str:
    client.force_login(user)
    answer = client.get(reverse(f"web:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(client: Client, visit: Visit) -> dict[str, str]:
    """The form of a visit as the browser would send it back unchanged."""
    context = client.get(reverse("web:card_visit", args=[visit.patient_id, visit.pk])).context
    forms = [context["form"], *context["lines"].forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: str(value) for name, value in values.items() if value not in (None, False)}


def test_a_dentist_corrects_a_visit_without_seeing_what_it_cost(
    client: Client, dentist: User, owner: User, crown: Visit
) -> None:
    """REC-3: complaint, who treated, treatments, resolution, waiting; REC-12: amounts for those who may."""
    assert "3,800" in opened(client, owner, "card_visits", crown.patient_id)
    page = opened(client, dentist, "card_visit", crown.patient_id, crown.pk)
    assert "3,800" not in page and "3800" not in page.replace("+8613800138000", "")
    sent = form_of(client, crown) | {"resolution": "partly", "waiting_minutes": "35", "new-0-name": "抛光"}
    sent |= {"new-0-category": "hygiene", "new-0-teeth": "1.4, 15", "dentist": str(dentist.pk)}
    assert client.post(reverse("web:card_visit", args=[crown.patient_id, crown.pk]), sent).status_code == 302
    crown.refresh_from_db()
    assert (crown.resolution, crown.waiting_minutes, crown.dentist) == ("partly", 35, dentist)
    lines = list(crown.treatments.order_by("pk").values_list("name", "teeth", "amount", "day"))
    assert lines == [("全瓷冠", "46", 380_000, crown.day), ("抛光", "14, 15", 0, crown.day)]


def test_two_who_correct_one_visit_both_see_both(client: Client, dentist: User, owner: User, crown: Visit) -> None:
    """REC-3: nothing is overwritten silently; the second sees what the first wrote, and decides."""
    client.force_login(dentist)
    first, second = form_of(client, crown), form_of(client, crown)
    url = reverse("web:card_visit", args=[crown.patient_id, crown.pk])
    assert client.post(url, first | {"complaint": "46 修复"}).status_code == 302
    answer = client.post(url, second | {"complaint": "46 冠脱落"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "46 修复" in page and "46 冠脱落" in page
    crown.refresh_from_db()
    assert crown.complaint == "46 修复"
    version = answer.context["form"]["version"].value()
    assert client.post(url, second | {"complaint": "46 冠脱落", "version": version}).status_code == 302
    crown.refresh_from_db()
    assert crown.complaint == "46 冠脱落"


def plan_form_of(client: Client, plan: Plan) -> dict[str, str]:
    """The form of a plan as the browser would send it back unchanged."""
    context = client.get(reverse("web:card_plan_edit", args=[plan.patient_id, plan.pk])).context
    options = context["options"].forms
    forms = [context["form"], *options, *(line for option in options for line in option.lines)]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: str(value) for name, value in values.items() if value not in (None, False)}


def test_two_who_write_one_plan_both_see_both(client: Client, dentist: User, implant: Plan) -> None:
    """REC-5: an option that somebody has changed meanwhile is shown beside what was written, and never lost."""
    client.force_login(dentist)
    first, second = plan_form_of(client, implant), plan_form_of(client, implant)
    url = reverse("web:card_plan_edit", args=[implant.patient_id, implant.pk])
    assert client.post(url, first | {"option-0-result": "十年质保"}).status_code == 302
    answer = client.post(url, second | {"option-1-material": "氧化锆"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this plan" in page and "十年质保" in page and "氧化锆" in page
    assert [option.material for option in implant.options.all()] == ["", ""]
    version = answer.context["form"]["version"].value()
    assert client.post(url, second | {"option-1-material": "氧化锆", "version": version}).status_code == 302
    assert [option.material for option in implant.options.all()] == ["", "氧化锆"]
    # what the dentist does not see stays what it was
    assert [option.price for option in implant.options.all()] == [100_000, 200_000]


def test_a_visit_is_counted_to_the_courses_it_is_part_of(client: Client, dentist: User, zhou: Patient) -> None:
    """PRO-6: to one that runs, and to no course of somebody else."""
    client.force_login(dentist)
    url = reverse("web:card_visit_new", args=[zhou.pk])
    assert "courses" not in client.get(url).context["form"].fields
    course = start_course(Course(patient=zhou, title="正畸", started_on=TODAY - timedelta(days=90)))
    other = start_course(Course(patient=register(zhou.branch, "甲"), title="种植", started_on=TODAY))
    sent = {"day": str(TODAY), "complaint": "复诊"}
    assert client.post(url, sent | {"courses": [other.pk]}).status_code == 422
    for odd in ("99999999999999999999", "-1", "x"):
        assert client.post(url, sent | {"courses": [odd]}).status_code == 422
    assert client.post(url, sent | {"courses": [course.pk]}).status_code == 302
    visit = course.visits.get()
    finish_course(course, on=TODAY, by=dentist)
    # finished since, it is still there to be taken away
    corrected = form_of(client, visit) | {"complaint": "复诊 2", "courses": []}
    assert client.post(reverse("web:card_visit", args=[zhou.pk, visit.pk]), corrected).status_code == 302
    assert not course.visits.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": "2026-11-22"}, "lies ahead"),
        ({"waiting_minutes": "-4"}, "greater than or equal to 0"),
        ({"new-0-name": "x", "new-0-teeth": "99"}, "no teeth"),
        ({"new-0-name": "x", "new-0-amount": "viel"}, "not an amount"),
    ],
)
def test_a_visit_that_cannot_be_is_told_and_not_saved(
    client: Client, owner: User, zhou: Patient, wrong: dict[str, str], words: str
) -> None:
    client.force_login(owner)
    answer = client.post(reverse("web:card_visit_new", args=[zhou.pk]), {"day": "2026-11-20", **wrong})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_tooth_is_chosen_and_what_was_found_is_written_down(
    client: Client, dentist: User, zhou: Patient
) -> None:
    """REC-4: every tooth is a link with a name; several teeth at once are several findings."""
    page = opened(client, dentist, "card_place", zhou.pk, "36")
    assert 'aria-label="36, first molar, lower left: nothing noted"' in page
    said = {"kind": "caries", "urgency": "soon", "found_on": "2026-11-21", "teeth": "14-15", "surface": "mo"}
    assert client.post(reverse("web:card_findings", args=[zhou.pk]), said).status_code == 302
    assert set(Finding.objects.values_list("place", "surface")) == {("14", "MO"), ("15", "MO")}
    assert "14, first premolar, upper right: treat soon" in opened(client, dentist, "card_plans", zhou.pk)
    found = Finding.objects.get(place="15")
    client.post(reverse("web:card_finding_changes", args=[zhou.pk, found.pk]), {"state": "treated", "why": "充填"})
    found.refresh_from_db()
    assert found.state == "treated"
    for wrong in ({"teeth": ""}, {"teeth": "19"}, {"area": "00"}, {"surface": "XYZ"}, {"found_on": "2027-01-01"}):
        assert client.post(reverse("web:card_findings", args=[zhou.pk]), said | wrong).status_code == 422, wrong
    assert Finding.objects.count() == 2


def test_a_plan_is_laid_out_accepted_and_shown(client: Client, owner: User, zhou: Patient) -> None:
    """REC-5: options side by side with price, material, duration and result; the accepted one stands out."""
    client.force_login(owner)
    sent = {"title": "36 种植", "teeth": "36", "presented_on": "2026-11-21", "wish": "不想再返工"}
    for n, name in enumerate(("国产", "进口")):
        sent |= {f"option-{n}-name": name, f"option-{n}-price": f"{n + 1}0 000", f"option-{n}-weeks": "20"}
    sent |= {"option-0-line-0-teeth": "36", "option-0-line-0-category": "implant"}
    assert client.post(reverse("web:card_plan_new", args=[zhou.pk]), sent).status_code == 302
    plan = Plan.objects.get()
    assert [option.price for option in plan.options.all()] == [1_000_000, 2_000_000]
    chosen = plan.options.last()
    steps = reverse("web:card_plan_steps", args=[zhou.pk, plan.pk])
    client.post(steps, {"state": "accepted"})
    assert Plan.objects.get().state == PlanState.CONSIDERING  # which one was not said
    client.post(steps, {"state": "accepted", "option": str(chosen.pk)})
    assert (Plan.objects.get().state, Plan.objects.get().amount) == (PlanState.ACCEPTED, 2_000_000)
    assert "20,000" in opened(client, owner, "card_plan", zhou.pk, plan.pk)


def test_the_sheet_for_the_client_speaks_their_language_and_keeps_the_staffs_words(
    client: Client, dentist: User, implant: Plan
) -> None:
    """REC-5: printed for the client without internal remarks."""
    Patient.objects.filter(pk=implant.patient_id).update(language="ru")
    page = opened(client, dentist, "card_plan_sheet", implant.patient_id, implant.pk)
    assert 'lang="ru"' in page and "不想再返工" in page
    assert "家里有人反对" not in page
    assert "家里有人反对" in opened(client, dentist, "card_plan", implant.patient_id, implant.pk)


def test_only_the_clients_word_ends_thinking_in_the_browser(client: Client, dentist: User, implant: Plan) -> None:
    """LOY-4."""
    thinking = ThinkingTime.objects.get()
    client.force_login(dentist)
    url = reverse("web:card_thinking_end", args=[implant.patient_id, thinking.pk])
    assert client.post(url, {"words": "快点"}).status_code == 422
    assert client.post(url, {"how": "phone", "words": "想好了"}).status_code == 302
    thinking.refresh_from_db()
    assert (thinking.ended_on, thinking.ended_by) == (TODAY, dentist)
    times = reverse("web:card_thinking_times", args=[implant.patient_id])
    assert client.post(times, {"ends_on": "2026-12-30", "words": ""}).status_code == 422
    assert client.post(times, {"ends_on": "2026-12-05", "plan": str(implant.pk)}).status_code == 302


def test_courses_and_interruptions_are_written_down(client: Client, dentist: User, zhou: Patient) -> None:
    """PRO-6: the interruption with its reason, the words and the strategy."""
    client.force_login(dentist)
    course = {"title": "矫治", "started_on": "2026-01-05", "planned_end": "2025-01-05"}
    assert client.post(reverse("web:card_courses", args=[zhou.pk]), course).status_code == 422
    course["planned_end"] = "2027-01-05"
    assert client.post(reverse("web:card_courses", args=[zhou.pk]), course).status_code == 302
    said = {"reason": "", "noticed_on": "2026-11-20", "words": "超预算", "strategy": "分期"}
    nothing = client.post(reverse("web:card_interruptions", args=[zhou.pk]), said)
    assert nothing.status_code == 422 and "Choose why they broke off" in nothing.content.decode()
    said["reason"] = "price"
    assert client.post(reverse("web:card_interruptions", args=[zhou.pk]), said).status_code == 302
    page = opened(client, dentist, "card_plans", zhou.pk)
    assert "probably broken off" in page and "超预算" in page and "分期" in page


@pytest.mark.parametrize(
    ("language", "lacking", "of_day"), [("ru", "нехватка времени", "время"), ("zh-hans", "没有时间", "时间")]
)
def test_to_have_no_time_is_not_the_time_of_a_series(language: str, lacking: str, of_day: str) -> None:
    """PRO-6: two words, where English has one."""
    with translation.override(language):
        assert (InterruptionReason.TIME.label, Series._meta.get_field("at").verbose_name) == (lacking, of_day)


def test_who_may_not_see_care_sees_nothing_of_the_mouth(
    client: Client, marketer: User, dentist: User, desk: User, crown: Visit, implant: Plan, khalilova: Patient
) -> None:
    """REC-12: the marketer not even on the timeline; another branch does not exist; the desk reads only."""
    zhou = implant.patient_id
    note_findings([Finding(patient_id=zhou, place="27", kind="crack", found_on=TODAY, words="隐裂")], by=dentist)
    secrets = ("酸痛", "全瓷冠", "36 种植", "隐裂", "返工")
    for name in ("card", "card_timeline"):
        page = opened(client, marketer, name, zhou)
        assert not [word for word in secrets if word in page], name
        page = opened(client, desk, name, zhou)
        assert "隐裂" in page or "crack" in page, name
    client.force_login(marketer)
    assert client.get(reverse("web:card_plans", args=[zhou])).status_code == 403
    client.force_login(dentist)
    assert client.get(reverse("web:card_plans", args=[khalilova.pk])).status_code == 404
    assert client.get(reverse("web:card_plan", args=[khalilova.pk, implant.pk])).status_code == 404
    client.force_login(desk)
    assert client.post(reverse("web:card_findings", args=[zhou]), {}).status_code == 403
    assert "card_plan_new" not in opened(client, desk, "card_plans", zhou)


def test_the_tab_costs_the_same_for_little_and_for_much(
    client: Client, dentist: User, zhou: Patient, implant: Plan
) -> None:
    def queries(number: int) -> int:
        for n in range(number):
            found = Finding(patient=zhou, place=str(11 + n), kind="crack", found_on=TODAY)
            note_findings([found], by=dentist)
            present_plan(Plan(patient=zhou, branch=zhou.branch, title=f"{n}"), on=TODAY, by=dentist)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("web:card_plans", args=[zhou.pk])).status_code == 200
        return len(captured)

    client.force_login(dentist)
    queries(1)  # the first look at a card is written down
    assert queries(1) == queries(7)


@pytest.mark.parametrize("place", ["19", "0", "abc", "３６"])
def test_what_is_no_place_does_not_exist(client: Client, dentist: User, zhou: Patient, place: str) -> None:
    client.force_login(dentist)
    assert client.get(reverse("web:card_place", args=[zhou.pk, place])).status_code == 404


def test_who_writes_a_visit_or_a_plan_down_stands_in_it(client: Client, dentist: User, zhou: Patient) -> None:
    """REC-3, REC-5: whoever treats need not choose themselves; it can still be left open."""
    for name in ("card_visit_new", "card_plan_new"):
        assert f'<option value="{dentist.pk}" selected>' in opened(client, dentist, name, zhou.pk)
    told = {"day": "2026-11-20", "new-0-name": "抛光", "dentist": ""}
    client.post(reverse("web:card_visit_new", args=[zhou.pk]), told)
    assert Visit.objects.get().dentist is None
