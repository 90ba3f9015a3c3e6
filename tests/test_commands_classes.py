"""Classes and segments from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Treatment, Visit
from rapport.config import cli
from rapport.lib import clock
from rapport.people.models import Patient, Standing
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.reading import shipped_text
from rapport.segmentation.refresh import refresh_facts

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "en")
    with clock.set_to(NOON):
        yield


@pytest.fixture
def seen(zhou: Patient, marsh: Patient) -> Patient:
    """周雅琴 came in January for an implant; Helen Marsh never came."""
    line = Treatment(name="种植", category_id="implant", amount=800_000)
    record_visits([NewVisit(Visit(patient=zhou, branch=zhou.branch, day=date(2026, 1, 10)), [line])])
    refresh_facts()
    return zhou


def told(said: Said, *words: str) -> dict:
    assert cli.main([*words, "--json"]) == 0
    return json.loads(said.readouterr().out)


def test_a_segment_is_counted_and_listed(seen: Patient, said: Said) -> None:
    """BAS-4."""
    text = "last_visit older than 6 months and no next_visit"
    found = told(said, "segment", text, "--list")
    assert found["count"] == 1
    assert found["people"] == [{"file_number": "20801", "name": "周雅琴", "last_visit": "2026-01-10"}]
    assert "people" not in told(said, "segment", text)
    assert cli.main(["segment", "sex = female", "--list", "--limit", "1"]) == 0
    out = said.readouterr().out
    assert "2 people" in out and "20817" in out and "20801" not in out and "1 more" in out
    assert cli.main(["segment", "awareness > 5"]) == 0
    nobody = said.readouterr()
    assert "0 people" in nobody.out and "Nobody can meet this" in nobody.err


def test_a_segment_as_of_a_day_gone_changes_nothing(seen: Patient, said: Said) -> None:
    before = PatientFacts.objects.order_by("pk").values_list("pk", "as_of", "visits", "with_us")
    rows, standing = list(before), Standing.objects.values().get(patient=seen)
    assert told(said, "segment", "visits >= 1")["count"] == 1
    assert told(said, "segment", "visits >= 1", "--as-of", "2026-01-09")["count"] == 0
    assert told(said, "segment", "lifecycle = active", "--as-of", "2026-02-01")["count"] == 1
    Patient.objects.exclude(pk=seen.pk).update(registered_on=date(2026, 3, 1))
    assert told(said, "segment", "visits >= 0")["count"] == 2
    assert told(said, "segment", "visits >= 0", "--as-of", "2026-03-01")["count"] == 2
    assert told(said, "segment", "visits >= 0", "--as-of", "2026-02-28")["count"] == 1
    assert list(before.all()) == rows
    assert Standing.objects.values().get(patient=seen) == standing


@pytest.mark.parametrize(
    ("text", "line", "caret", "perhaps"),
    [
        ("visits >= 1 and last_vist before today", "last_vist", "^" * 9, "last_visit"),
        ('branch = "滨江" and sex = woman', "", "^" * 6, "滨江院"),
        ("visits >=", "", "^", ""),
    ],
)
def test_a_text_that_is_no_condition_is_pointed_at(
    seen: Patient, said: Said, text: str, line: str, caret: str, perhaps: str
) -> None:
    assert cli.main(["segment", text]) == 2
    err = said.readouterr().err.splitlines()
    assert err[0].startswith("rapport segment: ") and line in err[0]
    assert err[1].strip() == text
    assert err[2].strip() == caret
    assert perhaps in "".join(err[3:])


def test_classify_brings_everyone_up_to_date_and_counts(seen: Patient, said: Said) -> None:
    """PAT-7: how many stand where, their share, and who moved."""
    schemes = told(said, "classify")["schemes"]
    assert schemes["care"]["grades"]["E"] == {"people": 1, "share": 1.0}
    assert (schemes["care"]["outside"], schemes["care"]["moved"]) == (1, 0)
    assert schemes["prospect"]["grades"]["1"]["people"] == 1
    with clock.set_to(datetime(2027, 6, 1, 4, tzinfo=UTC)):
        schemes = told(said, "classify")["schemes"]
    assert schemes["lifecycle"]["grades"]["sleeping"]["people"] == 1
    assert schemes["lifecycle"]["moved"] == 1
    assert Standing.objects.get(patient=seen).lifecycle == "sleeping"
    assert cli.main(["classify"]) == 0
    table = said.readouterr().out
    assert "Care class: 1" in table and "100.0%" in table and "not in this scheme" in table


def test_classify_as_of_a_day_changes_nothing(seen: Patient, said: Said) -> None:
    before = list(Standing.objects.order_by("pk").values())
    schemes = told(said, "classify", "--as-of", "2026-01-09")["schemes"]
    assert schemes["care"]["everyone"] == 0
    assert (
        told(said, "classify", "--as-of", "2026-02-01")["schemes"]["lifecycle"]["grades"]["active"]["people"] == 1
    )
    assert list(Standing.objects.order_by("pk").values()) == before


def test_classify_shows_one_branch(seen: Patient, khalilova: Patient, said: Said) -> None:
    prospects = told(said, "classify", "--branch", "Алматы")["schemes"]["prospect"]
    assert (prospects["everyone"], prospects["outside"]) == (1, 0)
    assert cli.main(["classify", "--branch", "Nowhere"]) == 1
    assert "Nowhere" in said.readouterr().err


def test_a_policy_is_tried_and_changes_nothing(seen: Patient, said: Said, tmp_path: Path) -> None:
    """PAT-9: the trial says who would move from where to where."""
    rules = tmp_path / "care.yaml"
    rules.write_text(
        shipped_text("care").replace("when: awareness >= 3 or", "when: visits >= 1 or"), encoding="utf-8"
    )
    found = told(said, "classify", "--policy", str(rules), "--simulate")
    assert (found["scheme"], found["moving"], found["up"], found["down"]) == ("care", 1, 1, 0)
    assert {"from": "E", "to": "D", "people": 1} in found["moves"]
    assert Standing.objects.get(patient=seen).care == "E"
    assert cli.main(["classify", "--policy", str(rules), "--simulate"]) == 0
    assert "1 of 1 would move: 1 up, 0 down." in said.readouterr().out
    past = told(said, "classify", "--policy", str(rules), "--simulate", "--as-of", "2026-01-09")
    assert past["everyone"] == 0


def test_rules_that_are_none_are_refused_at_the_place(seen: Patient, said: Said, tmp_path: Path) -> None:
    rules = tmp_path / "care.yaml"
    rules.write_text(shipped_text("care").replace("awareness >= 2", "awarness >= 2"), encoding="utf-8")
    assert cli.main(["classify", "--policy", str(rules), "--simulate"]) == 2
    err = said.readouterr().err
    assert "“awarness” is not known" in err and "^^^^^^^^\n" in err and "Perhaps: awareness" in err
    assert cli.main(["classify", "--policy", str(rules)]) == 2
    assert "--simulate" in said.readouterr().err
    assert cli.main(["classify", "--policy", str(tmp_path / "none.yaml"), "--simulate"]) == 2
    assert "No such file" in said.readouterr().err
    rules.write_bytes(b"\xff\xfe\x00")
    assert cli.main(["classify", "--policy", str(rules), "--simulate"]) == 2
    assert "UTF-8" in said.readouterr().err


@pytest.fixture
def said(capsys: Said) -> Said:
    return capsys
