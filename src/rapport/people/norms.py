"""What the administrators of a branch wrote down, cards and questionnaires, beside the norm of a day (BAS-3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from rapport.people.models import Patient, Questionnaire
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role

# by user: of the day and of the month
_Counts = dict[int, tuple[int, int]]


@dataclass(frozen=True)
class Kept:
    """What somebody wrote down on a day and in its month until then; `norm` is that of a day, None for none."""

    day: int
    month: int
    norm: int | None

    @property
    def met(self) -> bool:
        return self.norm is not None and self.day >= self.norm


@dataclass(frozen=True)
class Standing:
    user: User
    cards: Kept
    questionnaires: Kept


def where_they_are(branch: Branch) -> list[Standing]:
    """The administrators of `branch` today, by name; nobody where no norm is set. Three queries.

    A card counts for who registered the person, as the audit says; a questionnaire that was filled in, for who
    handed it over, sent it or typed it in from paper. Imports and what clients do themselves are nobody's.
    """
    cards, questionnaires = branch.norm_cards, branch.norm_questionnaires
    if cards is None and questionnaires is None:
        return []
    here = Q(roles__branch=branch) | Q(roles__branch=None)
    found = User.objects.filter(here, roles__role=Role.ADMINISTRATOR, is_active=True).distinct()
    users, today = list(found.order_by("name", "pk")), branch.today()
    registered, filled = _cards(branch, users, today), _questionnaires(branch, users, today)
    return [
        Standing(
            one,
            Kept(*registered.get(one.pk, (0, 0)), cards),
            Kept(*filled.get(one.pk, (0, 0)), questionnaires),
        )
        for one in users
    ]


def _cards(branch: Branch, users: Iterable[User], today: date) -> _Counts:
    day, month = (branch.moment(one) for one in (today, today.replace(day=1)))
    made = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Patient),
        action=LogEntry.Action.CREATE,
        actor__in=users,
        timestamp__gte=month,
        object_id__in=Patient.objects.filter(branch=branch).values("pk"),
    )
    counted = (
        made.order_by().values("actor").annotate(day=Count("pk", filter=Q(timestamp__gte=day)), month=Count("pk"))
    )
    return {one["actor"]: (one["day"], one["month"]) for one in counted}


def _questionnaires(branch: Branch, users: Iterable[User], today: date) -> _Counts:
    given = Questionnaire.objects.given().filter(patient__branch=branch, opened_by__in=users)
    lately = given.filter(day__gte=today.replace(day=1), day__lte=today).order_by()
    counted = lately.values("opened_by").annotate(day_=Count("pk", filter=Q(day=today)), month=Count("pk"))
    return {one["opened_by"]: (one["day_"], one["month"]) for one in counted}
