"""Feedback slips (AFT-5): fair or worse opens one, and nobody but the client closes it as settled."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rapport.feedback.answering import Answers, answer_survey, end_survey, open_link
from rapport.feedback.asking.ending import end_what_is_over
from rapport.feedback.models import Ending, Slip, SlipEnd, SlipMove, SlipStage, Survey, Terms, Through
from rapport.feedback.questions import sheet_of
from rapport.feedback.scores import Dimension
from rapport.feedback.slips import climb_overdue, deal_with, hand_over
from rapport.feedback.slips.rules import is_settled, low_points
from rapport.feedback.tests.asked import asked
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import ChannelAccount, WorkList
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import User
from rapport.staff.roles import Right, Role

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
pytestmark = [pytest.mark.one_database, pytest.mark.now(NOON)]


def answer(survey: Survey, points: int, *, words: str = "", by: User | None = None) -> Slip | None:
    """The client gives so many points to the whole; the slip that it is about afterwards."""
    if by is None:
        open_link(survey)
        survey.refresh_from_db()
    given = Answers(points={sheet_of(survey).overall.pk: points}, remark=words)
    answer_survey(survey, given, through=Through.CALL if by else Through.LINK, by=by)
    return Slip.objects.filter(patient=survey.patient_id).first()


@pytest.fixture
def slip(zhou: Patient, dentist: User, caller: User) -> Slip:
    """周雅琴 waited 35 minutes and gave six points."""
    found = answer(asked(zhou, dentist=dentist), 6, words="等了 35 分钟，没有人告诉我原因。")
    assert found is not None
    return found


def asking(slip: Slip) -> Survey:
    """By what the client is being asked again."""
    return slip.asked_again.get(ended_at=None)


def tries_before(slip: Slip, times: int, *, by: User) -> None:
    """The dentist has dealt with it; so often the client could not be reached since."""
    deal_with(slip, "道歉了。", by=by)
    for _time in range(times):
        end_survey(asking(slip), Ending.NOT_REACHED, by=by)


def moves(slip: Slip) -> list[str]:
    return list(slip.steps.values_list("move", flat=True))


@pytest.mark.parametrize(("points", "opens"), [(10, False), (8, False), (7, True), (5, True), (1, True)])
def test_fair_and_dissatisfied_open_a_slip(zhou: Patient, dentist: User, points: int, opens: bool) -> None:
    """AFT-4, AFT-5: 8 to 10 are satisfied, 6 and 7 fair, under 6 dissatisfied."""
    assert bool(answer(asked(zhou, dentist=dentist), points)) is opens


def test_the_lowest_points_of_each_dimension_count() -> None:
    """AFT-5: any dimension that is fair or worse stands on the slip."""
    given = [(Dimension.OVERALL, 9), (Dimension.WAITING, 6), (Dimension.WAITING, 4), (Dimension.PRICE, 8)]
    assert low_points(given) == {Dimension.WAITING: 4}
    assert [is_settled(points) for points in (7, 8)] == [False, True]


def test_from_the_client_to_the_client(slip: Slip, dentist: User, caller: User) -> None:
    """AFT-5: dentist, customer service, and the client's second word, each with an owner and a limit."""
    assert (slip.stage, slip.owner, slip.points) == (SlipStage.DENTIST, dentist, 6)
    assert slip.due_at == NOON + Terms.of(slip.branch).for_dentist
    errand = slip.task
    assert errand and (errand.owner, errand.work_list, errand.purpose) == (dentist, WorkList.FEEDBACK, "")

    second = deal_with(slip, "打电话道歉，说明前一台超时。", by=dentist)
    slip.refresh_from_db()
    errand.refresh_from_db()
    assert errand.closed_at and slip.stage == SlipStage.SERVICE
    assert slip.task and (slip.owner, slip.task.purpose) == (caller, "care")

    answer(second, 9, words="谢谢，解释清楚了。", by=caller)
    slip.refresh_from_db()
    assert (slip.stage, slip.closed_how, slip.second_points) == (SlipStage.CLOSED, SlipEnd.CLIENT, 9)
    assert not slip.patient.tasks.open().exists()
    assert moves(slip) == [SlipMove.OPENED, SlipMove.DEALT, SlipMove.CLOSED]


def test_who_is_still_not_satisfied_goes_back_to_the_dentist(slip: Slip, dentist: User, caller: User) -> None:
    """AFT-5: fair is not settled, however often somebody asks."""
    answer(deal_with(slip, "解释过了。", by=dentist), 7, by=caller)
    slip.refresh_from_db()
    assert (slip.stage, slip.owner, slip.closed_at) == (SlipStage.DENTIST, dentist, None)
    answer(deal_with(slip, "请他来，当面道歉。", by=dentist), 10, by=caller)
    slip.refresh_from_db()
    assert slip.closed_how == SlipEnd.CLIENT and moves(slip).count(SlipMove.DEALT) == 2


@pytest.mark.parametrize(
    ("how", "end"), [(Ending.NOT_REACHED, SlipEnd.NOT_REACHED), (Ending.DECLINED, SlipEnd.DECLINED)]
)
def test_without_the_clients_word_it_is_counted_apart(
    slip: Slip, dentist: User, caller: User, how: Ending, end: SlipEnd
) -> None:
    """AFT-5: who could not be reached, or would not say, has not said that it is settled; they may still."""
    tries_before(slip, 2, by=dentist)
    end_survey(asking(slip), how, by=caller)
    slip.refresh_from_db()
    assert (slip.closed_how, slip.second_points) == (end, None)
    answer(slip.asked_again.latest("pk"), 9)
    slip.refresh_from_db()
    assert slip.closed_how == SlipEnd.CLIENT


@pytest.mark.parametrize("how", [Ending.NOT_REACHED, Ending.SPOKEN])
def test_once_in_vain_is_not_enough(slip: Slip, dentist: User, caller: User, how: Ending) -> None:
    """AFT-5: the client is asked again as often as the terms say, by whoever began, within one limit."""
    end_survey(deal_with(slip, "道歉了。", by=dentist), how, by=caller)
    slip.refresh_from_db()
    assert (slip.stage, slip.owner) == (SlipStage.SERVICE, caller)
    assert slip.due_at == NOON + Terms.of(slip.branch).for_service
    task = slip.task
    assert task and (task.attempts, task.most_attempts, task.closed_at) == (
        1,
        Terms.of(slip.branch).attempts,
        None,
    )
    assert slip.patient.tasks.open().get() == task
    answer(asking(slip), 9, by=caller)
    assert not slip.patient.tasks.open().exists()


def test_nobody_is_asked_about_who_has_died(slip: Slip, dentist: User) -> None:
    """AFT-5: wherever it lies, it closes, is counted apart, and leaves nothing to do."""
    second = deal_with(slip, "道歉了。", by=dentist)
    Patient.objects.filter(pk=slip.patient_id).update(deceased=True)
    end_what_is_over(slip.branch)
    for one in (slip, second):
        one.refresh_from_db()
    assert (slip.closed_how, second.ended_how) == (SlipEnd.NOBODY, Ending.NOT_ASKED)
    assert not slip.patient.tasks.open().exists()


def test_what_is_handed_over_takes_its_task_and_its_questions_along(
    slip: Slip, dentist: User, desk: User, owner: User
) -> None:
    """AFT-5: whoever has the step finds all of it with them."""
    second = deal_with(slip, "道歉了。", by=dentist)
    hand_over(slip, desk, by=owner)
    for one in (slip, second):
        one.refresh_from_db()
    assert slip.task and (slip.owner, slip.task.owner, second.caller) == (desk, desk, desk)


def test_where_the_dentist_has_left_who_leads_has_it(zhou: Patient, dentist: User, desk: User) -> None:
    """AFT-5: and where nobody leads, customer service; a slip always has the owner of its task."""
    survey = asked(zhou, dentist=dentist)
    User.objects.filter(pk=dentist.pk).update(is_active=False)
    slip = answer(survey, 5)
    assert slip and slip.task and slip.owner == slip.task.owner == desk


def test_where_nobody_leads_a_late_step_stays_where_it_is(slip: Slip, dentist: User) -> None:
    """AFT-5: it never comes to lie with nobody."""
    with clock.set_to(NOON + timedelta(hours=25)):
        climb_overdue()
    slip.refresh_from_db()
    assert slip.task and slip.owner == slip.task.owner == dentist


def test_the_database_itself_wants_the_clients_word(slip: Slip) -> None:
    """AFT-5: no code, however wrong, closes a slip as settled without second points."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Slip.objects.filter(pk=slip.pk).update(stage="closed", closed_at=NOON, closed_how="client")


def test_only_whose_it_is_deals_with_it(slip: Slip, dentist: User, caller: User, owner: User) -> None:
    """AFT-5: a colleague hands it over first; who leads the clinic may step in."""
    with pytest.raises(Refused, match="lies with"):
        deal_with(slip, "已处理", by=caller)
    with pytest.raises(Refused, match="Write what was done"):
        deal_with(slip, "  ", by=dentist)
    hand_over(slip, caller, by=owner)
    deal_with(slip, "已处理", by=caller)
    with pytest.raises(Refused, match="does not lie with the dentist"):
        deal_with(slip, "再处理", by=dentist)
    with pytest.raises(Refused, match="does not work"):  # who asks the client handles feedback
        hand_over(slip, dentist, by=owner)


def test_a_late_step_climbs_once_for_its_limit(slip: Slip, dentist: User, desk: User, owner: User) -> None:
    """AFT-5: to who leads the branch, then to the owner; a sweep started twice climbs once."""
    assert climb_overdue() == 0
    with clock.set_to(NOON + timedelta(hours=25)):
        assert (climb_overdue(), climb_overdue()) == (1, 0)
        slip.refresh_from_db()
        assert slip.task and (slip.owner, slip.task.owner, slip.climbed) == (desk, desk, 1)
        deal_with(slip, "补上了。", by=dentist)  # whose patient it is may still
    with clock.set_to(NOON + timedelta(days=9)):
        # the next step has the whole way up before it
        assert [climb_overdue() for _time in range(2)] == [1, 0]
        slip.refresh_from_db()
        assert (slip.owner, slip.climbed) == (desk, 1)
    with clock.set_to(NOON + timedelta(days=18)):
        assert [climb_overdue() for _time in range(2)] == [1, 0]
    with clock.set_to(NOON + timedelta(days=27)):
        slip.refresh_from_db()
        assert (slip.owner, slip.climbed, climb_overdue()) == (owner, 2, 0)


def test_what_was_said_stays_between_client_dentist_and_service(
    slip: Slip, dentist: User, caller: User, marketer: User, almaty_marketer: User
) -> None:
    """AFT-5: another dentist of the branch does not read what was said about a colleague."""
    other = add_user("chen", name="陈牧", password="open-sesame-then-close", roles=[(Role.DENTIST, slip.branch)])
    may = [user for user in (dentist, caller, other, marketer, almaty_marketer) if
           Slip.objects.visible_to(user, Right.SEE_FEEDBACK).exists()]  # fmt: skip
    assert may == [dentist, caller]


def test_the_client_may_say_it_by_a_link(
    slip: Slip, dentist: User, client: Client, caller: User, settings
) -> None:
    """AFT-5, AFT-6: written to once, through the gate; without a channel somebody calls."""
    second = deal_with(slip, "道歉了。", by=dentist)
    client.force_login(caller)
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    client.post(reverse("web:slip_link", args=[slip.pk]))
    assert not slip.patient.messages.exists()

    ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", branch=slip.branch, hook="a")
    give_consent(slip.patient, "care", by=caller)
    for _twice in range(2):
        client.post(reverse("web:slip_link", args=[slip.pk]))
    message = slip.patient.messages.get()
    link = re.search(r"https://clinic.example(/\S+)", message.body)
    assert link and "问题" in message.body
    page = client.get(link[1]).content.decode()
    assert page and Survey.objects.get(pk=second.pk).ended_at is None
    question = sheet_of(second).overall
    client.post(link[1], {f"points-{question.pk}": "9"})
    slip.refresh_from_db()
    assert slip.closed_how == SlipEnd.CLIENT
