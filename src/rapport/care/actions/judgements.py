"""What the dentist saw of a person (PAT-6)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Judgement, Visit
from rapport.lib import clock
from rapport.lib.bulk import create_many
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import User

# scale → its highest step; all begin at 1
SCALES = {"awareness": 5, "demands": 3, "reluctance": 3}


@transaction.atomic
def judge_patient(
    patient: Patient,
    *,
    awareness: int,
    demands: int,
    reluctance: int,
    technical_hazard: bool = False,
    own_conditions: bool = False,
    visit: Visit | None = None,
    by: User,
) -> Judgement:
    """Keep a judgement of awareness (1 to 5), demands and reluctance (1 to 3), and of the two hazards (VAL-D).

    The latest counts and wins over what is derived from behaviour. Refused: off_the_scale, other_patient (the
    visit is somebody else's).
    """
    told = {"awareness": awareness, "demands": demands, "reluctance": reluctance}
    if any(not 1 <= step <= SCALES[scale] for scale, step in told.items()):
        raise Refused("off_the_scale", _("Awareness goes from 1 to 5, demands and reluctance from 1 to 3."))
    if visit is not None and visit.patient_id != patient.pk:
        raise Refused("other_patient", _("This visit is another person's. Open the card again."))
    touch([patient.pk])
    return Judgement.objects.create(
        patient=patient,
        visit=visit,
        **told,
        technical_hazard=technical_hazard,
        own_conditions=own_conditions,
        by=by,
        at=clock.now(),
    )


@transaction.atomic
def record_judgements(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Write down judgements that were made before, each with its own moment, in a handful of statements."""
    touch(judgement.patient_id for judgement in judgements)
    return create_many(Judgement, judgements)
