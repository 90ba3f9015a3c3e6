"""Rules to try, and to put in force."""

from __future__ import annotations

from rapport.people.models import Patient, Standing
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import activate_policy, approve_policy, draft_policy
from rapport.segmentation.policies.reading import shipped_text
from rapport.staff.models import User

SHIPPED = shipped_text(Scheme.LIFECYCLE)
# half a year becomes a quarter
STRICTER = SHIPPED.replace("within 6 months", "within 3 months")
# who has not come for a quarter sleeps at once, and such a jump waits for a person
HARSH = STRICTER.replace("within 12 months", "within 3 months").replace("safeguards:", "safeguards:\n  jump: 2")


def in_force(text: str, by: User) -> PolicyVersion:
    draft = draft_policy(Scheme.LIFECYCLE, text, by=by)
    return activate_policy(approve_policy(draft, by=by), by=by)


def stages(people: list[Patient]) -> list[str]:
    return [Standing.objects.get(patient=one).lifecycle for one in people]
