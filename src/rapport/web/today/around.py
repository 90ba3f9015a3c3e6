"""What stands around the appointments of a day: what is open with those who come, their families, free times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rapport.appointments.models import Appointment
from rapport.feedback.models import Complaint, Slip
from rapport.lib import clock
from rapport.people.models import Patient, Standing
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch, User
from rapport.web.slips.pages import low_words
from rapport.web.today.gaps import Gap, free_gaps
from rapport.web.today.suited import with_suited
from rapport.web.today.talking import Coming


@dataclass(frozen=True)
class Around:
    """Who has a complaint open, with what others were not satisfied, and who of a family comes when."""

    # person → the day on which the oldest of their open complaints was raised
    complaints: Mapping[int, date]
    low: Mapping[int, str]
    families: Mapping[int, Sequence[tuple[int, str, datetime]]]

    def coming(
        self,
        patient: Patient,
        facts: PatientFacts,
        standing: Standing | None,
        day: date,
        *,
        first_visit: bool,
        likely_loyal: bool,
    ) -> Coming:
        family = self.families.get(patient.household_id or 0, ())
        others = {pk: f"{name} {at:%H:%M}" for pk, name, at in family if pk != patient.pk}
        return Coming(
            patient,
            facts,
            standing,
            day,
            first_visit,
            complaint=patient.pk in self.complaints,
            low=self.low.get(patient.pk, ""),
            family=list(others.values()),
            likely_loyal=likely_loyal,
        )


def around_the_day(appointments: Sequence[Appointment], user: User) -> Around:
    """Two queries, for however many come."""
    people = [one.patient_id for one in appointments]
    complaints = Complaint.objects.visible_to(user).open().filter(patient__in=people)
    slips = Slip.objects.visible_to(user).open().filter(patient__in=people)
    families: dict[int, list[tuple[int, str, datetime]]] = defaultdict(list)
    for one in appointments:
        if one.patient.household_id:
            at = one.branch.local(one.starts_at)
            families[one.patient.household_id].append((one.patient_id, one.patient.full_name, at))
    return Around(
        dict(complaints.order_by("-raised_on").values_list("patient_id", "raised_on")),
        {pk: low_words(low) for pk, low in slips.order_by("pk").values_list("patient_id", "low")},
        families,
    )


def free_times(
    appointments: Sequence[Appointment], branch: Branch, day: date, user: User, dentist: str = ""
) -> list[Gap]:
    """The free times of the rest of the day, each with people whom it would suit. Of one `dentist` alone where
    that name is given."""
    gaps = free_gaps(branch, day, appointments, clock.now())
    if dentist:
        gaps = [gap for gap in gaps if gap.who == dentist]
    return with_suited(gaps, branch, user)
