"""Potential problems: written down at teeth, brought to an end by somebody, drawn on the chart."""

from datetime import UTC, date, datetime

import pytest

from rapport.care.actions import change_finding, note_findings
from rapport.care.chart import Mark, chart_rows
from rapport.care.models import Finding, FindingState
from rapport.lib.fdi import Dentition
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User

TODAY = date(2026, 11, 21)


def find(patient: Patient, place: str, by: User, **fields: object) -> Finding:
    said = {"kind": "crack", "urgency": "watch", "found_on": TODAY, **fields}
    return note_findings([Finding(patient=patient, place=place, **said)], by=by)[0]


def test_a_finding_keeps_who_found_it_and_who_saw_to_it(zhou: Patient, dentist: User, owner: User) -> None:
    """REC-4: tooth, what, found when, urgency, state; the state is rows with who and when."""
    finding = find(zhou, "27", dentist, words="隐裂")
    change_finding(finding, FindingState.TREATED, by=owner, why="全冠修复")
    finding.refresh_from_db()
    assert finding.state == FindingState.TREATED
    assert [(c.state, c.by, c.why) for c in finding.changes.all()] == [
        ("open", dentist, ""),
        ("treated", owner, "全冠修复"),
    ]


def test_the_same_state_twice_is_refused_and_leaves_no_row(zhou: Patient, dentist: User) -> None:
    finding = find(zhou, "27", dentist)
    change_finding(finding, FindingState.DECLINED, by=dentist)
    with pytest.raises(Refused) as refusal:
        change_finding(finding, FindingState.DECLINED, by=dentist)
    assert refusal.value.code == "finding_move"
    assert finding.changes.count() == 2


def test_one_wrong_place_and_nothing_is_written(zhou: Patient, dentist: User) -> None:
    right, wrong = (Finding(patient=zhou, place=p, kind="wear", found_on=TODAY) for p in ("36", "19"))
    with pytest.raises(Refused) as refusal:
        note_findings([right, wrong], by=dentist)
    assert refusal.value.code == "finding_place" and "19" in refusal.value.message
    assert not Finding.objects.exists()


def marks(findings: list[Finding], teeth: Dentition, treated: tuple[str, ...] = ()) -> dict[str, Mark]:
    rows = chart_rows(findings, teeth, treated)
    return {tooth.place: tooth.mark for row in rows for tooth in row.teeth}


@pytest.mark.parametrize(("teeth", "number"), [(Dentition.ADULT, 32), (Dentition.MILK, 20), (Dentition.MIXED, 52)])
def test_the_chart_has_the_teeth_of_the_age(teeth: Dentition, number: int) -> None:
    assert len(marks([], teeth)) == number


def test_the_chart_shows_the_gravest_and_what_was_done() -> None:
    """REC-4: each state has a mark of its own; a declined finding goes on being watched."""
    at = [("36", "crack", "watch", "open"), ("36", "root", "urgent", "open"), ("37", "missing", "soon", "open")]
    at += [
        ("46", "caries", "soon", "declined"),
        ("47", "missing", "soon", "treated"),
        ("15", "gum", "soon", "open"),
    ]
    findings = [Finding(place=p, kind=k, urgency=u, state=s) for p, k, u, s in at]
    drawn = marks(findings, Dentition.ADULT, ("15", "16"))
    assert drawn["36"] is Mark.URGENT
    assert drawn["37"] is Mark.MISSING
    assert drawn["46"] is Mark.WATCH
    assert drawn["47"] is Mark.TREATED
    assert drawn["15"] is Mark.SOON  # there is more to be minded than what was done
    assert drawn["16"] is Mark.TREATED
    assert drawn["11"] is Mark.SOUND


def test_a_milk_tooth_that_stays_is_drawn_at_any_age() -> None:
    finding = Finding(place="75", kind="milk_tooth", urgency="watch", state="open")
    assert marks([finding], Dentition.ADULT)["75"] is Mark.WATCH
    assert "75" not in marks([], Dentition.ADULT)
    assert "36" in marks([Finding(place="36", kind="caries", urgency="soon", state="open")], Dentition.MILK)


def test_areas_of_the_mouth_mark_no_tooth() -> None:
    assert set(
        marks([Finding(place="00", kind="bite", urgency="soon", state="open")], Dentition.MILK).values()
    ) == {Mark.SOUND}


def test_history_is_told_in_order(zhou: Patient, dentist: User) -> None:
    found = note_findings(
        [Finding(patient=zhou, place="27", kind="crack", found_on=TODAY)],
        by=dentist,
        at=datetime(2026, 11, 20, tzinfo=UTC),
    )[0]
    for state in (FindingState.DECLINED, FindingState.OPEN, FindingState.TREATED):
        change_finding(found, state, by=dentist)
    assert [change.state for change in found.changes.all()] == ["open", "declined", "open", "treated"]
