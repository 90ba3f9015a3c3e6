"""What the tab on the family and on who brought whom shows (REC-1, REF-4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from rapport.people.guardianship import Matter, Reason, age_needed, needs_guardian, who_is_addressed
from rapport.people.models import Patient, Standing
from rapport.people.reading import rows_read
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import may_at, standing_of
from rapport.web.referrals.tree import Drawing, draw_tree

# more than any family; of those brought, the latest
MOST_SHOWN = 100
# of the tree of whom they brought
STEPS = 3


@dataclass(frozen=True)
class Relative:
    """Somebody of the family, how they are related as far as it is known, and whether they live together."""

    patient: Patient
    age: int | None
    relation: str
    at_home: bool
    standing: Standing | None


@dataclass(frozen=True)
class FamilyPage:
    """Everything `family/family.html` needs."""

    patient: Patient
    household: str
    relatives: list[Relative]
    unseen: int
    guardian: str
    spoken_for: str
    may_edit: bool
    referrer: str
    sees_referrer: bool
    referred: list[tuple[Patient, Standing | None]]
    brought: int
    tree: Drawing | None


def related(patient: Patient) -> Q:
    """Household, guardian and wards of `patient`."""
    found = Q(guardian=patient)
    if patient.guardian_id:
        found |= Q(pk=patient.guardian_id)
    if patient.household_id:
        found |= Q(household=patient.household_id)
    return found & ~Q(pk=patient.pk)


def has_family(patient: Patient) -> bool:
    """Whether anybody may be `related`; False only where it is known that nobody is."""
    return bool(patient.guardian_id or patient.household_id) or rows_read(patient, "wards") != []


def family_count(patient: Patient, user: User) -> int:
    """How many people the tab names."""
    if not has_family(patient) and rows_read(patient, "referred") == []:
        return 0
    people = Patient.objects.visible_to(user)
    return people.filter(related(patient) | Q(referrer=patient)).order_by().count()


def family_page(patient: Patient, user: User) -> FamilyPage:
    """The family and the referrals of `patient`, as far as `user` may see them."""
    seen = Patient.objects.visible_to(user).select_related("standing")
    people = sorted(seen.filter(related(patient))[:MOST_SHOWN], key=lambda one: (one.sort_key, one.pk))
    everybody = Patient.objects.filter(related(patient)).order_by().count()
    brought = seen.filter(referrer=patient)
    referred = [(one, standing_of(one, user)) for one in brought.order_by("-registered_on", "-pk")[:MOST_SHOWN]]
    return FamilyPage(
        patient=patient,
        household=patient.household.name if patient.household else "",
        relatives=[_relative(one, patient, user) for one in people],
        unseen=max(0, everybody - len(people)) if everybody <= MOST_SHOWN else 0,
        guardian=_name(patient.guardian, user),
        spoken_for=_spoken_for(patient, user),
        may_edit=may_at(patient, user, Right.EDIT_PATIENTS),
        referrer=_name(patient.referrer, user) or patient.referrer_words,
        sees_referrer=bool(patient.referrer and may_at(patient.referrer, user, Right.SEE_PATIENTS)),
        referred=referred,
        brought=brought.order_by().count(),
        tree=_tree(patient, user) if referred else None,
    )


def _tree(patient: Patient, user: User) -> Drawing | None:
    return draw_tree(patient.pk, user, list(Branch.objects.visible_to(user, Right.SEE_PATIENTS)), steps=STEPS)


def _relative(one: Patient, patient: Patient, user: User) -> Relative:
    relation = ""
    if one.pk == patient.guardian_id:
        relation = _("guardian")
    elif one.guardian_id == patient.pk:
        relation = _("speaks for them: %(name)s") % {"name": patient.full_name}
    at_home = patient.household_id is not None and one.household_id == patient.household_id
    return Relative(one, one.age_on(patient.branch.today()), relation, at_home, standing_of(one, user))


def _name(other: Patient | None, user: User) -> str:
    if other is None:
        return ""
    return other.full_name if may_at(other, user, Right.SEE_PATIENTS) else _("someone of another branch")


def _spoken_for(patient: Patient, user: User) -> str:
    """One sentence on who is written to and called; "" for somebody who speaks for themselves."""
    today = patient.branch.today()
    if not needs_guardian(patient, today):
        return ""
    said = who_is_addressed(patient, today)
    if said.person is not None:
        sentence = _("Messages go to %(name)s: under %(age)s somebody else speaks for a child.")
        return sentence % {"name": _name(said.person, user), "age": age_needed(patient, Matter.DATA)}
    if said.reason == Reason.GUARDIAN_DEAD:
        return _("The guardian has died: nobody can be written to. Name another one.")
    return _("A child without a guardian: nobody can be written to. Name one.")
