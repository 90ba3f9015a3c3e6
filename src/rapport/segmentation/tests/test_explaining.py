"""Why somebody stands where they stand: every class with its figures, what waits, what was set by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.care.actions import NewVisit, judge_patient, note_findings, note_interruption, record_visits
from rapport.care.models import Finding, Interruption, Treatment, Visit
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task
from rapport.people.actions import (
    join_activity,
    note_satisfaction,
    plan_activity,
    record_departure,
    record_purchase,
    record_return,
    tag_patients,
)
from rapport.people.models import Patient, Standing, Tag
from rapport.people.models.mood import Satisfaction
from rapport.people.models.standing import Scheme
from rapport.segmentation.explaining import Explanation, explain, history
from rapport.segmentation.moves import Reasons
from rapport.segmentation.policies.actions import confirm_move, end_grade, set_grade
from rapport.segmentation.refresh import drain_changed
from rapport.segmentation.vocabulary import vocabulary
from rapport.segmentation.worklists.speaking import grounds_of
from rapport.staff.models import Branch, User
from tests.cast import register

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
pytestmark = pytest.mark.now(NOON)


def came(patient: Patient, *days_ago: int, category: str = "filling", amount: int = 40_000) -> None:
    where = {"patient": patient, "branch": patient.branch}
    record_visits(
        [
            NewVisit(
                Visit(day=TODAY - timedelta(days=ago), **where),
                [Treatment(name="…", category_id=category, amount=amount)],
            )
            for ago in days_ago
        ]
    )


def why(patient: Patient, scheme: Scheme = Scheme.CARE) -> Explanation:
    """As it is once the worker has run."""
    while drain_changed():
        pass
    today = patient.branch.today()
    told = explain(patient, Standing.objects.filter(patient=patient).first(), today)
    return next(one for one in told if one.scheme == scheme)


def said(lines: object) -> dict[str, str]:
    return {line.words: line.figure for line in lines}  # type: ignore[attr-defined]


def test_class_a_is_told_with_its_figures(riverside: Branch, zhou: Patient, dentist: User) -> None:
    """PAT-A, PAT-7: over a year with us, regular check-ups, recommends it, very high awareness."""
    came(zhou, 700, 400, 200, 30, category="hygiene")
    judge_patient(zhou, awareness=5, demands=2, reluctance=1, by=dentist)
    register(riverside, "吴昊", referrer=zhou)
    told = why(zhou)
    assert (told.grade, told.ruled, told.next_grade, told.version) == ("A", "A", "", 0)
    assert said(told.held) == {
        "Awareness of oral health: at least 4": "5",
        "With us: at least 12 months": "23 months",
        "Check-ups kept in 24 months: at least 2": "4",
        "Last check-up or cleaning: in the last 12 months": "22 Oct 2026",
        "People they brought: at least 1": "1",
    }


def test_class_d_tells_what_is_missing_for_c(zhou: Patient) -> None:
    """PAT-D, PAT-7: the nearest better class is the one to work towards."""
    came(zhou, 300, 100)
    came(zhou, 200, category="hygiene")
    told = why(zhou)
    assert told.grade == "D" and said(told.held)["Awareness of oral health: at least 3"] == "3"
    assert (told.next_grade, told.missing) == ("C", 1)
    assert said(told.towards)["Main need: one of implant, orthodontic, restoration"] == "basic"


def test_class_b_needs_both_kinds_of_treatment(zhou: Patient, dentist: User) -> None:
    """PAT-B: several visits, high awareness, demands much, specialist and basic; and the D who becomes B."""
    came(zhou, 300, 100)
    judge_patient(zhou, awareness=3, demands=3, reluctance=1, by=dentist)
    assert why(zhou).grade == "D"
    came(zhou, 10, category="implant", amount=900_000)
    told = why(zhou)
    assert (told.ruled, told.next_grade) == ("B", "A")
    assert said(told.held)["Visits: at least 3"] == "3"
    assert "implant" in " ".join(said(told.held).values())


def test_class_c_comes_for_specialist_work_and_e_has_just_begun(zhou: Patient, marsh: Patient) -> None:
    """PAT-C, PAT-E."""
    came(zhou, 100, category="hygiene")
    came(zhou, 10, category="implant", amount=900_000)
    told = why(zhou)
    assert (
        told.grade == "C" and said(told.held)["Main need: one of implant, orthodontic, restoration"] == "implant"
    )
    came(marsh, 5)
    told = why(marsh)
    assert told.grade == "E" and not told.held and told.next_grade == "D"
    [missing] = told.towards
    assert missing.holds is False and missing.words.startswith("Awareness of oral health: at least 3, or (")
    assert missing.figure == "awareness of oral health: 1 · reluctance: 1"


@pytest.mark.parametrize(("currency", "spent"), [("CNY", "CN¥1,200"), ("KZT", "₸1,200")])
def test_amounts_are_in_the_currency_of_the_branch(
    riverside: Branch, zhou: Patient, currency: str, spent: str
) -> None:
    """PAT-7: in the reasons, in the history and in what made a task."""
    riverside.currency = currency
    riverside.save()
    came(zhou, 300, 100, 10)
    told = why(zhou, Scheme.LOYALTY)
    assert said([*told.held, *told.towards])["Spent in 24 months: more than 0"] == spent
    figures = {"spend_24m": 120_000}
    move = zhou.moves.create(scheme=Scheme.LOYALTY, before="returning", after="loyal", day=TODAY, figures=figures)
    assert [figure for _fact, figure, _tells in Reasons().of(move)] == [spent]
    assert [figure for _fact, figure, _tells in history(zhou, limit=1)[0].figures] == [spent]
    [ground] = grounds_of(Task(patient=zhou, branch=riverside, evidence=figures), vocabulary(), TODAY)
    assert ground.words == f"Spent in 24 months: {spent}"


def test_the_dentists_judgement_wins_over_what_is_derived(zhou: Patient, dentist: User) -> None:
    """PAT-6: both are kept, the judgement counts."""
    came(zhou, 5)
    assert why(zhou).grade == "E"
    judge_patient(zhou, awareness=2, demands=1, reluctance=2, by=dentist)
    assert why(zhou).grade == "D"
    zhou.refresh_from_db()
    facts = zhou.facts
    assert (facts.derived_awareness, facts.judged_awareness, facts.awareness) == (1, 2, 2)
    with pytest.raises(Refused) as refusal:
        judge_patient(zhou, awareness=6, demands=1, reluctance=1, by=dentist)
    assert refusal.value.code == "off_the_scale"


def test_prospects_one_to_five(riverside: Branch, zhou: Patient, desk: User) -> None:
    """PRO-1 to PRO-5: the highest class that fits; each says what it stands on."""
    person = register(riverside, "新客", phone="+8613712345678")
    told = why(person, Scheme.PROSPECT)
    assert (told.grade, told.next_grade) == ("1", "2")
    implant, _made = Tag.objects.get_or_create(built_in="implant", defaults={"name": "implant"})
    tag_patients(Patient.objects.filter(pk=person.pk), implant, by=desk)
    assert why(person, Scheme.PROSPECT).grade == "2"
    lecture = plan_activity(riverside, "爱牙讲座", day=TODAY - timedelta(days=20))
    join_activity(person, lecture, by=desk)
    join_activity(person, lecture, by=desk)
    told = why(person, Scheme.PROSPECT)
    assert told.grade == "3" and person.participations.count() == 1
    assert said(told.held)["Last event joined: in the last 2 months"] == "1 Nov 2026"
    record_purchase(person, day=TODAY, what="电动牙刷", amount=39_900, by=desk)
    told = why(person, Scheme.PROSPECT)
    assert told.grade == "4" and said(told.held)["Things bought: at least 1"] == "1"
    Patient.objects.filter(pk=person.pk).update(referrer=zhou)
    record_purchase(person, day=TODAY, what="牙膏", by=desk)
    assert why(person, Scheme.PROSPECT).grade == "5"


def test_who_broke_off_half_a_year_ago_is_a_prospect_again(zhou: Patient, desk: User) -> None:
    """PRO-2, PRO-6: last visit over six months ago, nothing booked, and a reason noted."""
    came(zhou, 200)
    assert why(zhou).grade == "E"
    note_interruption(Interruption(patient=zhou, reason="price", noticed_on=TODAY), by=desk)
    told = why(zhou, Scheme.PROSPECT)
    assert told.grade == "2"
    assert Standing.objects.get(patient=zhou).care == ""


def test_at_risk_says_what_the_person_would_be_otherwise(
    riverside: Branch, zhou: Patient, dentist: User, desk: User
) -> None:
    """VAL-D: at risk wins over the others, and says what they would be: key with two referrals, or potential."""
    came(zhou, 5)
    note_findings([Finding(patient=zhou, place="36", kind="crack", found_on=TODAY)], by=dentist)
    judge_patient(zhou, awareness=2, demands=2, reluctance=1, technical_hazard=True, by=dentist)
    told = why(zhou, Scheme.VALUE)
    assert (told.grade, told.next_grade) == ("at_risk", "")
    assert said(told.held) == {"Technical hazard": ""}
    for name in ("吴昊", "何敏"):
        register(riverside, name, referrer=zhou)
    told = why(zhou, Scheme.VALUE)
    assert told.otherwise == "key" and said(told.otherwise_held)["People they brought: at least 2"] == "2"
    judge_patient(zhou, awareness=2, demands=2, reluctance=1, by=dentist)
    assert why(zhou, Scheme.VALUE).grade == "key"
    note_satisfaction(zhou, Satisfaction.DISSATISFIED, words="等太久", by=desk)
    assert said(why(zhou, Scheme.VALUE).held) == {"Dissatisfied": ""}
    note_satisfaction(zhou, Satisfaction.SATISFIED, by=desk)
    told = why(zhou, Scheme.VALUE)
    assert (told.grade, told.otherwise) == ("key", "")


def test_a_grade_by_hand_counts_until_its_day_and_then_the_rules_decide(zhou: Patient, desk: User) -> None:
    """PAT-7: shown as such, with reason and end; afterwards the rules again, however far the way back."""
    came(zhou, 5)
    assert why(zhou).grade == "E"
    until = TODAY + timedelta(days=10)
    set_grade(zhou, Scheme.CARE, "B", reason="knows our professor", until=until, by=desk)
    told = why(zhou)
    assert told.by_hand is not None and told.by_hand.by == desk
    assert (told.grade, told.ruled, told.by_hand.reason) == ("B", "E", "knows our professor")
    [move, *_rest] = [one.change for one in history(zhou, limit=9) if one.change.scheme == Scheme.CARE]
    assert (move.before, move.after, move.by_hand) == ("E", "B", told.by_hand)
    with clock.set_to(NOON + timedelta(days=10)):
        note_satisfaction(zhou, Satisfaction.FAIR, by=desk)
        assert why(zhou).grade == "B"
    with clock.set_to(NOON + timedelta(days=11)):
        note_satisfaction(zhou, Satisfaction.FAIR, by=desk)
        told = why(zhou)
        assert (told.grade, told.by_hand, told.waiting) == ("E", None, None)


def test_a_grade_by_hand_is_ended_before_its_day(zhou: Patient, desk: User) -> None:
    """PAT-7: also what the toast takes back; the end is no jump that waits."""
    came(zhou, 5)
    why(zhou)
    set_grade(zhou, Scheme.CARE, "A", reason="by mistake", until=TODAY, by=desk)
    assert why(zhou).grade == "A"
    end_grade(zhou, Scheme.CARE, by=desk)
    assert why(zhou).grade == "E"
    for until in (TODAY - timedelta(days=1), TODAY + timedelta(days=91)):
        with pytest.raises(Refused) as refusal:
            set_grade(zhou, Scheme.CARE, "A", reason="too long", until=until, by=desk)
        assert refusal.value.code == "bad_end"


def test_who_is_dissatisfied_does_not_step_down(zhou: Patient, dentist: User, desk: User) -> None:
    """PAT-8: the move waits; once they are content it happens by itself."""
    came(zhou, 100, category="hygiene")
    judge_patient(zhou, awareness=3, demands=1, reluctance=1, by=dentist)
    assert why(zhou).grade == "D"
    note_satisfaction(zhou, Satisfaction.DISSATISFIED, by=desk)
    judge_patient(zhou, awareness=1, demands=1, reluctance=1, by=dentist)
    told = why(zhou)
    assert told.waiting is not None
    assert (told.grade, told.ruled, told.waiting.after) == ("D", "E", "E")
    note_satisfaction(zhou, Satisfaction.SATISFIED, by=desk)
    told = why(zhou)
    assert (told.grade, told.waiting) == ("E", None)


def test_a_jump_of_two_waits_for_a_person(zhou: Patient, dentist: User, desk: User) -> None:
    """PAT-8, PAT-9: nobody falls from B to E overnight without somebody who looked."""
    came(zhou, 300, 100)
    came(zhou, 10, category="implant", amount=900_000)
    judge_patient(zhou, awareness=3, demands=3, reluctance=1, by=dentist)
    assert why(zhou).grade == "B"
    judge_patient(zhou, awareness=1, demands=1, reluctance=1, by=dentist)
    told = why(zhou)
    assert told.waiting is not None and (told.grade, told.ruled) == ("B", "E")
    confirm_move(told.waiting, by=desk)
    told = why(zhou)
    assert (told.grade, told.waiting) == ("E", None)
    [move, *_rest] = [one for one in history(zhou, limit=9) if one.change.scheme == Scheme.CARE]
    assert (move.change.before, move.change.after) == ("B", "E")
    assert ("visits", "3") in {(label, value) for label, value, _tells in move.figures}


def test_who_left_and_came_back(zhou: Patient, desk: User) -> None:
    """CAM-3: left is a stage until they are back."""
    came(zhou, 5)
    departure = record_departure(zhou, left_on=TODAY - timedelta(days=1), words="moved to Xi'an", by=desk)
    assert why(zhou, Scheme.LIFECYCLE).grade == "left"
    with pytest.raises(Refused) as refusal:
        record_departure(zhou, left_on=TODAY, by=desk)
    assert refusal.value.code == "left_already"
    with pytest.raises(Refused) as refusal:
        record_return(departure, on=TODAY - timedelta(days=2))
    assert refusal.value.code == "before_leaving"
    record_return(departure, on=TODAY)
    assert why(zhou, Scheme.LIFECYCLE).grade == "active"
