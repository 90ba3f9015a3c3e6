"""What the environment says wrongly is told in one line, whichever command meets it (docs/deploy.md)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.test import Client

from rapport.config import environment


@pytest.mark.parametrize("command", ["doctor", "worker"])
@pytest.mark.parametrize(
    ("variable", "said"),
    [("DATABASE_URL", "mysql://root:secret@db/x"), ("RAPPORT_WORKERS", "two"), ("RAPPORT_HOME", "/dev/null/x")],
)
def test_a_mistake_in_the_environment_is_no_traceback(
    command: str, variable: str, said: str, tmp_path: Path
) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "rapport.config.cli", command],
        env={**os.environ, "RAPPORT_HOME": str(tmp_path), variable: said}
        | {"DJANGO_SETTINGS_MODULE": "rapport.config.settings"},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 1
    assert told.stderr.startswith(f"rapport: {variable}")
    assert "Traceback" not in told.stderr
    assert "secret" not in told.stderr


def test_names_between_commas_may_have_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_HOSTS", "clinic.example, www.clinic.example,")
    assert environment.names("RAPPORT_HOSTS") == ["clinic.example", "www.clinic.example"]


def test_numbers_and_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.number("RAPPORT_SURELY_NOT_SET", 2) == 2
    monkeypatch.setenv("RAPPORT_LOG", "debug")
    assert environment.one_of("RAPPORT_LOG", ("DEBUG", "INFO"), "INFO") == "DEBUG"
    monkeypatch.setenv("RAPPORT_LOG", "loud")
    with pytest.raises(ImproperlyConfigured):
        environment.one_of("RAPPORT_LOG", ("DEBUG", "INFO"), "INFO")


def test_a_balancer_hears_that_the_database_is_away(client: Client, db: None) -> None:
    def away(*_: object) -> None:
        raise DatabaseError

    assert client.get("/health/").status_code == 200
    with connection.execute_wrapper(away):
        answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_a_name_that_is_not_ours_is_one_line_of_the_log(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/account/login/", headers={"host": "scanner.example"}).status_code == 400
    [told] = [one for one in caplog.records if one.name == "django.security.DisallowedHost"]
    assert "scanner.example" in told.getMessage()
    assert told.exc_info is None
