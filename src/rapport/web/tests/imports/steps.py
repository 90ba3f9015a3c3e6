"""A file of people that is brought in, and the page of it."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rapport.importing import actions
from rapport.importing.models import Import, ImportState
from rapport.importing.tasks import work
from rapport.staff.models import Branch, User

PEOPLE = (
    "病历号,姓名,性别,出生日期,电话,备注\n"
    "20801,周雅琴,女,1980-11-22,13800138000,怕疼\n"
    "R1,吴昊,男,1988-02-01,13900139009,\n"
    "R1,吴昊,男,1988-02-01,13900139009,\n"
    "R2,,女,1990-01-01,13700137000,\n"
    "R3,马骏,男,31.02.1999,123,\n"
)


def checked(branch: Branch, by: User, *files: tuple[str, str | bytes]) -> Import:
    """An import whose preview is ready."""
    contents = [
        (name, io.BytesIO(content.encode() if isinstance(content, str) else content)) for name, content in files
    ]
    imported = actions.start_import(contents, branch=branch, by=by, queued=False)
    work(imported.pk)
    imported.refresh_from_db()
    assert imported.state == ImportState.CHECKED
    return imported


def shown(client: Client, imported: Import) -> str:
    return client.get(reverse("web:import", args=[imported.pk])).content.decode()


def upload(client: Client, branch: Branch, *files: SimpleUploadedFile) -> Any:
    return client.post(reverse("web:imports"), {"branch": branch.pk, "file": list(files)})


def rows(client: Client, url: str, outcome: str) -> Any:
    answer = client.get(url, {"outcome": outcome}, headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    return answer.context["rows"].lines
