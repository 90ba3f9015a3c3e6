"""Background work of this app."""

from rapport.people.duplicates import find_duplicates
from rapport.segmentation import sweeping
from rapport.segmentation.counting import count_grades
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import let_back
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.worklists.sweep import sweep_lists, sweep_lists_of_the_day
from rapport.staff.models import User


def look_at_everyone() -> None:
    """Every half hour: facts and grades that change with the calendar alone, where a day has begun (PAT-8), and
    then the work lists."""
    sweeping.look_at_everyone()
    sweep_lists_of_the_day()


def find_likely_duplicates() -> None:
    """Nightly: pairs that no change of theirs brought to light (REC-10)."""
    find_duplicates()


def restand_everyone(taken_back: int = 0, by: int = 0) -> None:
    """After rules came in force, or were `taken_back` by somebody: where everyone stands by those that count now
    (PAT-9)."""
    refresh_facts()
    if taken_back:
        let_back(PolicyVersion.objects.get(pk=taken_back), by=User.objects.get(pk=by))
    count_grades()
    sweep_lists()


def sweep_lists_of_everyone() -> None:
    """After a rule for tasks was changed: the lists by those that count now (CAM-6)."""
    sweep_lists()
