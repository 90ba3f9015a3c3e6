"""Who looks after whom at the demo clinic (REC-9): the dentist whom a person saw most, and customer service."""

from __future__ import annotations

from collections import Counter
from datetime import time

from rapport.care.models import Visit
from rapport.demo.cast import CARE, DESK
from rapport.lib import clock
from rapport.people.actions.stewards import appoint_stewards
from rapport.people.models import Patient
from rapport.people.models.steward import StewardRole
from rapport.staff.models import Branch, User

# customer service took people over by and by, so that some wait for it still
_WITHOUT = 9


def appoint_the_house(branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """Have everybody who came more than once looked after, as from the first day of this year."""
    for key, branch in branches.items():
        desk, regulars = staff[DESK[key]], _regulars(branch)
        since = branch.moment(branch.today().replace(month=1, day=1), time(10))
        with clock.set_to(min(since, clock.now())):
            appoint_stewards(regulars, StewardRole.DENTIST, by=desk)
            care = {patient: staff[CARE[key]] for place, patient in enumerate(regulars) if place % _WITHOUT}
            appoint_stewards(care, StewardRole.CUSTOMER_SERVICE, by=desk)


def _regulars(branch: Branch) -> dict[Patient, User]:
    """Living people with more than one visit at their branch, and the dentist each saw most."""
    living = Visit.objects.filter(patient__branch=branch, patient__deceased=False)
    came = living.filter(branch=branch, dentist__isnull=False)
    seen: dict[int, Counter[int]] = {}
    for patient, dentist in came.order_by("patient_id", "day", "pk").values_list("patient_id", "dentist_id"):
        seen.setdefault(patient, Counter())[dentist] += 1
    users = User.objects.in_bulk()
    people = Patient.objects.select_related("branch").in_bulk(
        [patient for patient, dentists in seen.items() if dentists.total() > 1]
    )
    return {patient: users[seen[pk].most_common(1)[0][0]] for pk, patient in sorted(people.items())}
