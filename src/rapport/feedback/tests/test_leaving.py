"""Who leaves without a word, and who was lost and why (CMP-4, CMP-9)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.care.actions import NewVisit, note_interruption, record_visits
from rapport.care.models import Interruption, Treatment, Visit
from rapport.feedback.answering import Answers, answer_survey
from rapport.feedback.asking_the_silent import call_the_silent
from rapport.feedback.complaints import NewComplaint, raise_complaint
from rapport.feedback.losses import attrition, correct_loss, note_losses, to_win_back, why_lost
from rapport.feedback.models import ComplaintKind, Heard, Loss, LossKnown, LossReason, Survey, Through
from rapport.feedback.questions import sheet_of
from rapport.feedback.silent import Sign, precision, silent_risk
from rapport.feedback.tests.asked import asked
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch, User
from tests.cast import register

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = pytest.mark.now(NOON)


def came(patient: Patient, *days_ago: int, category: str = "hygiene") -> None:
    record_visits(
        [
            NewVisit(
                Visit(patient=patient, branch=patient.branch, day=TODAY - timedelta(days=days)),
                [Treatment(name="—", category_id=category, amount=30_000)],
            )
            for days in days_ago
        ]
    )


def gave(survey: Survey, points: int) -> None:
    said = Answers(points={sheet_of(survey).overall.pk: points})
    answer_survey(survey, said, through=Through.DESK)


def test_few_points_without_a_complaint_are_a_risk(
    zhou: Patient, marsh: Patient, riverside: Branch, desk: User
) -> None:
    """CMP-4: who was dissatisfied and did not complain; who complained has spoken."""
    gave(asked(zhou), 6)
    gave(asked(marsh), 4)
    raise_complaint(NewComplaint(riverside, Heard.DESK, "等太久", [ComplaintKind.PROCESS], patient=marsh), by=desk)
    assert silent_risk(riverside, TODAY) == {zhou.pk: {Sign.LOW}}


def test_whoever_is_at_risk_is_called_once(zhou: Patient, marsh: Patient, riverside: Branch, caller: User) -> None:
    """CMP-4: they stand on the call list with the reason; a second click adds nobody."""
    gave(asked(zhou), 6)
    gave(asked(marsh), 10)
    Task.objects.all().delete()  # of the slip
    assert call_the_silent(riverside, [zhou.pk, marsh.pk]) == 1
    assert call_the_silent(riverside, [zhou.pk, marsh.pk]) == 0
    task = Task.objects.get()
    assert (task.patient, task.purpose, task.owner) == (zhou, Purpose.CARE, caller)
    assert "评分低" in task.words or str(Sign.LOW.label) in task.words


def test_two_signs_together_are_a_risk_and_one_is_not(zhou: Patient, marsh: Patient, riverside: Branch) -> None:
    """CMP-4: missed the recall and comes less often; somebody who merely comes less often is not bothered."""
    came(zhou, 300, 420, 500, 640)  # regularly, then not for ten months
    came(marsh, 20, 400, 500)
    assert silent_risk(riverside, TODAY) == {zhou.pk: {Sign.RECALL, Sign.FALLING}}


def test_who_never_answers_is_a_sign(zhou: Patient, riverside: Branch) -> None:
    """CMP-4: two surveys in a year without an answer."""
    came(zhou, 300, 420, 500)
    for days in (300, 250):
        Survey.objects.create(
            patient=zhou, branch=riverside, month=TODAY - timedelta(days=days), due_on=TODAY - timedelta(days=200),
            opened_at=NOON - timedelta(days=days),
        )  # fmt: skip
    assert Sign.NO_ANSWER in silent_risk(riverside, TODAY)[zhou.pk]


def test_the_list_of_a_year_ago_is_held_against_who_left(riverside: Branch) -> None:
    """CMP-4: so that one sees whether it is worth calling."""
    quiet, back, content = (register(riverside, name) for name in ("沉默", "回来", "满意"))
    came(quiet, 365 + 300, 365 + 420, 365 + 500)
    came(back, 100, 365 + 300, 365 + 420, 365 + 500)
    came(content, 10, 365 + 10, 365 + 200)
    then = precision(riverside, TODAY)
    assert (then.listed, then.listed_left, then.clients, then.clients_left) == (2, 1, 3, 1)
    assert (then.share, then.usual) == (50, 33)


def test_what_came_later_is_not_known_on_the_day(zhou: Patient, riverside: Branch) -> None:
    """CMP-4: the list of a day knows only what was known by then."""
    came(zhou, 300, 420, 500, 640)
    assert not silent_risk(riverside, TODAY - timedelta(days=200))


def test_the_lost_are_written_down_once_with_what_is_known(
    zhou: Patient, marsh: Patient, riverside: Branch, desk: User
) -> None:
    """CMP-9: who said why is asked, the others are inferred; a second run adds nobody."""
    died, quiet = register(riverside, "已故", deceased=True), register(riverside, "没人问")
    for one in (zhou, marsh, died, quiet):
        came(one, 800)
    note_interruption(Interruption(patient=zhou, reason="price", noticed_on=TODAY, words="太贵"), by=desk)
    gave(asked(marsh, days_ago=790), 3)
    assert (note_losses(riverside), note_losses(riverside)) == (4, 0)
    known = {loss.patient_id: (loss.reason, loss.known) for loss in Loss.objects.all()}
    assert known == {
        zhou.pk: (LossReason.PRICE, LossKnown.ASKED),
        marsh.pk: (LossReason.DISSATISFIED, LossKnown.INFERRED),
        died.pk: (LossReason.DIED, LossKnown.ASKED),
        quiet.pk: (LossReason.IGNORED, LossKnown.INFERRED),
    }
    assert {loss.patient_id for loss in to_win_back([riverside])} == {zhou.pk, marsh.pk, quiet.pk}


def test_asked_and_inferred_are_counted_apart(
    zhou: Patient, marsh: Patient, riverside: Branch, desk: User
) -> None:
    """CMP-9: beside the shares that are usual; what somebody said goes over what was inferred."""
    for one in (zhou, marsh):
        came(one, 800)
    note_losses(riverside)
    loss = zhou.losses.get()
    with pytest.raises(Refused, match="Choose the reason"):
        correct_loss(loss, "unknown", by=desk)
    correct_loss(loss, LossReason.FRIEND, words="朋友介绍了别家", by=desk)
    why = {one.reason: (one.asked, one.inferred, one.usual) for one in why_lost([riverside], loss.lost_on.year)}
    assert why[LossReason.FRIEND] == (1, 0, 5) and why[LossReason.IGNORED] == (0, 1, 68)


def test_who_comes_again_is_not_lost_any_more(zhou: Patient, riverside: Branch) -> None:
    """CMP-9, CAM-3: the day of the first visit after it; the loss stays in the ledger of its year."""
    came(zhou, 800)
    note_losses(riverside)
    came(zhou, 2)
    note_losses(riverside)
    loss = zhou.losses.get()
    assert loss.returned_on == TODAY - timedelta(days=2) and not to_win_back([riverside])


def test_attrition_is_of_those_with_whom_the_year_began(zhou: Patient, marsh: Patient, riverside: Branch) -> None:
    """CMP-9: against the usual 10 to 30 per cent a year."""
    came(zhou, 800)  # September 2024: two years later is in 2026
    came(marsh, 10, 500)
    note_losses(riverside)
    year = attrition([riverside], 2026)
    assert (year.clients, year.lost, year.share) == (2, 1, 50)
    assert attrition([riverside], 2020).share is None
