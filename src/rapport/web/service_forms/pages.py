"""Service forms as lines to read, found again by category, dentist, month and words (AFT-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category
from rapport.feedback.asking.rules import month_after
from rapport.feedback.models import ServiceForm, ServiceFormLine
from rapport.feedback.models.aftercare import ServiceFormQuerySet
from rapport.lib.storable import storable
from rapport.people.models import Patient, Standing
from rapport.people.searching import search
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import standing_of
from rapport.web.addresses import query_of
from rapport.web.ids import id_of
from rapport.web.patients.searchable import searchable
from rapport.web.tabs import Tab, branch_tabs

SHOWN = 50
# digits of an id
_BESIDE = ("patient__branch", "patient__standing", "branch", "category", "owner", "filled_by", "visit__dentist")


@dataclass(frozen=True)
class Asked:
    """Which forms: all of it stands in the address, and what is not understood counts as not said."""

    view: str = "open"
    branch: str = ""
    category: str = ""
    dentist: str = ""
    month: str = ""
    q: str = ""

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Asked:
        branch, dentist = (told.get(name, "") for name in ("branch", "dentist"))
        return cls(
            view=told["view"] if told.get("view") in dict(VIEWS) else "open",
            branch=branch if id_of(branch) else "",
            category=storable(told.get("category", ""))[:60],
            dentist=dentist if id_of(dentist) else "",
            month=told.get("month", "") if _month(told.get("month", "")) else "",
            q=storable(told.get("q", "")).strip()[:100],
        )

    def url(self, **other: object) -> str:
        return f"{reverse('web:service_forms')}?{query_of({**self.__dict__, **other})}"


@dataclass(frozen=True)
class Line:
    """One form in a list; `late` says that it should have been filled."""

    form: ServiceForm
    standing: Standing | None
    dentist: str
    late: bool


@dataclass(frozen=True)
class FormsPage:
    asked: Asked
    views: Sequence[Tab]
    branches: Sequence[Tab]
    categories: Sequence[Category]
    dentists: Sequence[User]
    lines: Sequence[Line]
    next: str


VIEWS: tuple[tuple[str, Any], ...] = (
    ("open", _("Open")),
    ("mine", _("Mine")),
    ("late", _("Overdue")),
    ("filed", _("Filed")),
)


def forms_page(user: User, asked: Asked, page: int) -> FormsPage:
    """Open ones by the day they are due, filed ones latest first; the same queries however many there are."""
    branches = list(Branch.objects.visible_to(user, Right.SEE_FEEDBACK))
    branch = next((one for one in branches if str(one.pk) == asked.branch), None)
    conditions = _conditions(user, branches)
    seen = ServiceForm.objects.visible_to(user, Right.SEE_FEEDBACK)
    found = _narrowed(seen.filter(branch=branch) if branch else seen, asked, user)
    counts = found.aggregate(**{key: Count("pk", filter=fits) for key, fits in conditions.items()})
    order = ("-filled_at", "-pk") if asked.view == "filed" else ("due_on", "pk")
    rows = found.filter(conditions[asked.view]).select_related(*_BESIDE).order_by(*order)
    some = list(rows[page * SHOWN : (page + 1) * SHOWN + 1])
    return FormsPage(
        asked,
        [Tab(asked.url(view=key), label, key == asked.view, counts[key]) for key, label in VIEWS],
        branch_tabs(branches, branch, lambda pk: asked.url(branch=pk), with_all=True),
        list(Category.objects.order_by("position", "pk")),
        list(User.objects.filter(pk__in=seen.values("visit__dentist")).order_by("name", "pk")),
        [line_of(form, user) for form in some[:SHOWN]],
        asked.url(page=page + 1) if len(some) > SHOWN else "",
    )


def _conditions(user: User, branches: Sequence[Branch]) -> dict[str, Q]:
    """Each view; late is what was due before the day of its own branch."""
    waiting, late = Q(filled_at=None), Q(pk=None)
    for branch in branches:
        late |= Q(branch=branch, due_on__lt=branch.today())
    return {
        "open": waiting,
        "mine": waiting & Q(owner=user),
        "late": waiting & late,
        "filed": Q(filled_at__isnull=False),
    }


def _narrowed(forms: ServiceFormQuerySet, asked: Asked, user: User) -> ServiceFormQuerySet:
    if asked.category:
        forms = forms.filter(category__code=asked.category)
    if asked.dentist:
        forms = forms.filter(visit__dentist=int(asked.dentist))
    if month := _month(asked.month):
        forms = forms.filter(visit__day__gte=month, visit__day__lt=month_after(month))
    return forms.filter(_about(asked.q, user)) if asked.q else forms


def _about(q: str, user: User) -> Q:
    """By whom it is about, and by what was written. Digits are looked for among people alone: in free text they
    may be a phone number that the reader does not see (REC-12)."""
    people = Patient.objects.visible_to(user, Right.SEE_FEEDBACK)
    about = Q(patient__in=search(searchable(people, user, q), q).order_by().values("pk"))
    if any(sign.isdigit() for sign in q):
        return about
    written = ServiceFormLine.objects.filter(form=OuterRef("pk"), words__icontains=q)
    return about | Q(remark__icontains=q) | Q(Exists(written))


def line_of(form: ServiceForm, user: User) -> Line:
    late = form.filled_at is None and form.due_on < form.branch.today()
    dentist = str(form.visit.dentist or form.visit.dentist_words or "")
    return Line(form, standing_of(form.patient, user), dentist, late)


def load(user: User, pk: int, right: Right) -> ServiceForm | None:
    """One form, with the people around it; None where there is none that `user` may see."""
    return ServiceForm.objects.visible_to(user, right).select_related(*_BESIDE).filter(pk=pk).first()


def waiting_forms(user: User) -> ServiceFormQuerySet:
    """Those that wait for `user`."""
    return ServiceForm.objects.open().filter(owner=user)


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if 1990 <= month.year <= 2200 else None
