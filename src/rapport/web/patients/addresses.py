"""Addresses of the list of patients, for the pages that lead to it."""

from __future__ import annotations

from urllib.parse import urlencode

from rapport.people.models import Source
from rapport.staff.models import Branch
from rapport.web.patients.question import address


def list_where(condition: str, branch: Branch | None = None) -> str:
    """Those who meet `condition`, in the language of criteria."""
    return _address({"where": condition}, {"branch": branch})


def list_of_grade(
    scheme: str, grade: str, branch: Branch | None = None, source: Source | None = None, where: str = ""
) -> str:
    """Those who stand in a grade of a scheme, of them those who meet `where`."""
    asked = {scheme: grade, "where": where} if where else {scheme: grade}
    return _address(asked, {"branch": branch, "source": source})


def _address(asked: dict[str, str], narrowed: dict[str, Branch | Source | None]) -> str:
    """By the filters of the list; what is None does not narrow it."""
    return address(urlencode(asked | {key: str(one.pk) for key, one in narrowed.items() if one}))
