"""Writes on potential problems (REC-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Finding, FindingChange, FindingState
from rapport.care.rules import decide_finding_move
from rapport.lib import clock, fdi
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.staff.models import User


@transaction.atomic
def note_findings(findings: Sequence[Finding], *, by: User | None, at: datetime | None = None) -> list[Finding]:
    """Write down what was found, with the first row of each one's history; gives them with ids.

    Raises Refused (finding_place) for a place that is none.
    """
    wrong = next((finding.place for finding in findings if not fdi.is_place(finding.place)), None)
    if wrong is not None:
        raise Refused("finding_place", _("“%(place)s” is no tooth. Write FDI numbers like 36."), {"place": wrong})
    saved = Finding.objects.bulk_create(findings)
    now = at or clock.now()
    FindingChange.objects.bulk_create(
        FindingChange(finding=finding, state=finding.state, by=by, at=now) for finding in saved
    )
    touch(finding.patient_id for finding in saved)
    return saved


@transaction.atomic
def change_finding(finding: Finding, to: FindingState, *, by: User, why: str = "") -> Finding:
    """Bring a finding to another state, and keep who did it. Raises Refused (finding_move)."""
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    decide_finding_move(locked.state, to).demand()
    locked.state = to
    locked.save(update_fields=["state"])
    FindingChange.objects.create(finding=locked, state=to, why=why, by=by, at=clock.now())
    touch([locked.patient_id])
    return locked
