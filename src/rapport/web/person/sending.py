"""An edited form as it comes back: what was typed, what others did meanwhile, both together if that is clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapport.people.models import Patient
from rapport.people.versions import Difference, State, differences, together
from rapport.staff.models import User
from rapport.web.person.contact_rows import rows_sent
from rapport.web.person.forms import PersonForm
from rapport.web.person.states import inputs_of, state_of, state_sent, unsealed

_CHOICE = "keep-"


@dataclass(frozen=True)
class Sent:
    """`found` differs from what the form was filled with; `whole` are the inputs to save, None where a person has
    to choose first. `before` is the sealed state the form was filled with."""

    form: PersonForm
    mine: State
    found: list[Difference]
    whole: dict[str, str] | None
    before: str


def read_sent(patient: Patient, data: Mapping[str, str], user: User) -> Sent:
    """What `data` asks to make of `patient` as it now is.

    Choices count only for the version they were made on: what has been written since has not been seen.
    """
    form = PersonForm(data, instance=patient, user=user)
    mine = state_sent(data, form, rows_sent(data, patient.branch.region))
    theirs = state_of(patient, user)
    sealed = data.get("before", "")
    before = unsealed(patient, sealed)
    found = differences(theirs if before is None else before, mine, theirs)
    seen = data.get("version", "") == str(patient.version)
    chosen = {name.removeprefix(_CHOICE): word for name, word in data.items() if name.startswith(_CHOICE)}
    open_ = [one for one in found if one.theirs not in (one.before, one.mine)]
    if open_ and not (seen and all(one.name in chosen for one in open_)):
        return Sent(form, mine, found, None, sealed)
    whole = together(mine, found, chosen if seen else {})
    return Sent(form, mine, found, None if whole is None else inputs_of(whole), sealed)
