"""Where the people of the demo clinic have stood in the last months (PAT-8, LOY-3): the passes of the evenings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from rapport.demo.cast import BRANCHES
from rapport.demo.tables.moods import BY_HAND
from rapport.lib import clock
from rapport.people.models import HeldMove, Patient
from rapport.people.models.standing import Scheme
from rapport.segmentation.counting import count_grades
from rapport.segmentation.policies.actions import confirm_move, set_grade
from rapport.segmentation.refresh import write_facts
from rapport.segmentation.scope import choose, scopes
from rapport.segmentation.standing import restand
from rapport.staff.models import Branch, User

# days ago of the passes that are made
_EVENINGS = (150, 90, 45, 21, 10, 3, 1)
# moves that wait are looked through until so many days ago; later ones still wait for the owner
_LOOKED_THROUGH = 10
# a grade set by hand, of a branch: so many days ago, for so many
_BY_HAND, _FOR = 21, 60


def stand_since(today: date, branches: Mapping[str, Branch], owner: User) -> None:
    """Make the passes of some evenings before `today`, as they would have been made then."""
    for days_ago in _EVENINGS:
        day = today - timedelta(days=days_ago)
        with clock.set_to(datetime.combine(day, time(15), UTC)):
            _pass_of(day)
            if days_ago >= _LOOKED_THROUGH:
                for held in HeldMove.objects.filter(confirmed_at=None):
                    confirm_move(held, by=owner)
            if days_ago == _BY_HAND:
                for key, branch in branches.items():
                    _set_by_hand(branch, BY_HAND[BRANCHES[key].language], day, owner)
            count_grades(day)


def _pass_of(day: date) -> None:
    """Everyone's facts, for the places among them, and the standings of those whom the clinic knew."""
    write_facts(list(scopes(day=day)))
    known = choose(Patient.objects.filter(registered_on__lte=day).values_list("pk", flat=True))
    for scope in scopes(known, day=day):
        restand(scope)


def _set_by_hand(branch: Branch, reason: str, day: date, owner: User) -> None:
    """One patient of class B or C, of whom the owner knows more than the records."""
    one = Patient.objects.living().filter(branch=branch, standing__care__in=("B", "C")).order_by("pk").first()
    if one is not None:
        set_grade(one, Scheme.CARE, "A", reason=reason, until=day + timedelta(days=_FOR), by=owner)
