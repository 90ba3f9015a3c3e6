"""The doctor finds what is wrong, and nothing where nothing is."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django_q.models import OrmQ, Schedule, Task

from rapport.config import cli
from rapport.config.archive.places import unfinished
from rapport.config.health import examine
from rapport.config.health.finding import State
from rapport.config.schedule import EVERY_MINUTE, ensure_schedule
from rapport.lib import clock
from rapport.outreach.accounts import save_account, switch
from rapport.outreach.models import ChannelAccount, TaskRule
from rapport.people.models import Patient
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.reading import shipped_text
from rapport.staff.models import Branch, User

pytestmark = pytest.mark.django_db


def did_its_work(ago: timedelta) -> None:
    at = clock.now() - ago
    Task.objects.create(id="1", name="1", func=EVERY_MINUTE.function, started=at, stopped=at, success=True)
    Schedule.objects.update(next_run=at + timedelta(minutes=1))


@pytest.fixture
def sound(owner: User, settings: Any, tmp_path: Path) -> Iterator[None]:
    """An installation with an owner, a schedule and a worker that did its work a moment ago."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ALLOWED_HOSTS = ["clinic.example"]
    settings.BEHIND_TLS = True
    tmp_path.chmod(0o700)
    ensure_schedule()
    did_its_work(timedelta(seconds=20))
    yield


def states() -> dict[str, State]:
    return {finding.name: finding.state for finding in examine()}


def troubles() -> dict[str, State]:
    # the tests run with the journal unsynced, where nothing can be lost
    unsound = {"sqlite", "secret key"}
    return {name: state for name, state in states().items() if state is not State.OK and name not in unsound}


def test_nothing_is_wrong_with_a_sound_installation(sound: None) -> None:
    assert troubles() == {}


def test_every_trouble_comes_with_advice(db: None) -> None:
    found = [finding for finding in examine() if finding.state is not State.OK]
    assert found
    assert all(finding.advice for finding in found)


def test_a_worker_that_stopped_is_found(sound: None) -> None:
    Task.objects.all().delete()
    did_its_work(timedelta(minutes=10))
    assert troubles()["worker"] is State.FAIL


def test_a_busy_worker_is_not_a_dead_one(sound: None) -> None:
    Task.objects.all().delete()
    did_its_work(timedelta(minutes=10))
    Schedule.objects.update(next_run=clock.now())
    assert troubles()["worker"] is State.WARN


def test_a_job_that_waits_long_is_found(sound: None) -> None:
    OrmQ.objects.create(key="rapport", payload="x", lock=clock.now() - timedelta(minutes=9))
    assert troubles() == {"queue": State.WARN}


def test_a_failed_job_is_named(sound: None) -> None:
    now = clock.now()
    Task.objects.create(id="2", name="2", func="rapport.x.y", started=now, stopped=now, success=False)
    assert next(finding for finding in examine() if finding.name == "jobs").words.endswith("rapport.x.y")


def test_a_clinic_without_an_owner_is_found(sound: None, owner: User) -> None:
    owner.is_active = False
    owner.save()
    assert troubles()["owner"] is State.FAIL


def test_a_schedule_that_was_tampered_with_is_found(sound: None) -> None:
    Schedule.objects.first().delete()  # type: ignore[union-attr]
    assert troubles()["schedule"] is State.FAIL


def test_people_without_facts_are_found(sound: None, riverside: Branch) -> None:
    Patient.objects.create(branch=riverside, full_name="x", sort_key="x")
    assert troubles() == {"facts": State.WARN}


@pytest.mark.parametrize(
    ("setting", "value", "name", "state"),
    [
        ("DEBUG", True, "debug", State.FAIL),
        ("RAPPORT_DEMO", True, "demo", State.WARN),
        ("ALLOWED_HOSTS", ["*"], "hosts", State.FAIL),
        ("BEHIND_TLS", False, "tls", State.WARN),
    ],
)
def test_doors_left_open_are_found(
    sound: None, settings: Any, setting: str, value: Any, name: str, state: State
) -> None:
    setattr(settings, setting, value)
    assert troubles()[name] is state


def test_a_home_that_others_can_read_is_found(sound: None, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert troubles() == {"home": State.WARN}


def test_a_restore_that_was_cut_off_is_found(sound: None, tmp_path: Path) -> None:
    unfinished(tmp_path / "files").mkdir(parents=True)
    assert troubles() == {"restore": State.FAIL}


def test_missing_tables_end_the_examination(sound: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "rapport.config.health.data.MigrationExecutor.migration_plan", lambda *_: [("people", "0009")]
    )
    assert "owner" not in states()
    assert troubles() == {"tables": State.FAIL}


def test_the_exit_code_says_whether_anything_fails(sound: None, capsys: pytest.CaptureFixture[str]) -> None:
    Schedule.objects.all().delete()
    assert cli.main(["doctor", "--json"]) == 1
    told = {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert told["schedule"]["state"] == "fail"
    assert told["schedule"]["advice"] == "rapport prepare"


def test_a_start_keeps_the_time_of_a_job_that_came_due(db: None) -> None:
    ensure_schedule()
    due = clock.now() - timedelta(hours=3)
    Schedule.objects.update(next_run=due)
    ensure_schedule()
    assert set(Schedule.objects.values_list("next_run", flat=True)) == {due}


def test_a_channel_for_trying_out_is_told_as_long_as_it_is_in_use(sound: None) -> None:
    """CAM-7: nobody takes for sent what became a file."""
    account = save_account(ChannelAccount(name="Trial", provider="sms_folder"), {})
    assert troubles() == {"channels": State.WARN}
    switch(account, on=False)
    assert troubles() == {}


def test_rules_that_are_no_longer_understood_are_named(sound: None, owner: User) -> None:
    """A tag that they ask for may go with a merge of lists or an older backup; then nobody moves."""
    PolicyVersion.objects.create(
        scheme=Scheme.VALUE,
        version=1,
        text=shipped_text(Scheme.VALUE).replace("spend", "sparkle"),
        drafted_by=owner,
        drafted_at=clock.now(),
        activated_at=clock.now(),
        activated_by=owner,
    )
    rule = TaskRule.objects.filter(on=True)[0]
    TaskRule.objects.filter(pk=rule.pk).update(criterion="tag = nowhere")
    found = {one.name: one for one in examine() if one.name in ("rules", "task rules")}
    assert [one.state for one in found.values()] == [State.FAIL, State.FAIL]
    assert "value" in found["rules"].words
    assert str(rule) in found["task rules"].words


def test_a_port_that_is_taken_is_said_before_anything_starts(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    """What answers there would be taken for us: `serve` said that Rapport was on it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        for command in ("serve", "web", "demo"):
            assert cli.main([command, "--listen", listen]) == 1
            assert listen in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["web", "--listen", "here"],
        ["web", "--listen", "127.0.0.1:99999"],
        ["serve", "--processes", "0"],
        ["serve", "--processes", "many"],
        ["classify", "--as-of", "tomorrow"],
        ["segment", "age > 3", "--limit", "-1"],
        ["backup", "--keep", "0"],
    ],
)
def test_what_is_typed_wrongly_is_told_how_to_write(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "write it like" in told or "at least 1" in told


def test_a_number_of_processes_that_is_none_in_the_environment_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAPPORT_WEB_PROCESSES", "two")
    with pytest.raises(SystemExit):
        cli.main(["serve"])
    assert "'two'" in capsys.readouterr().err
