"""What the list of patients can be narrowed by: every filter is a parameter of the address, a field of the form
and a condition on Patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category, Treatment
from rapport.criteria.reading import LONGEST
from rapport.people.models import PatientTag, Source, Tag
from rapport.people.models.patient import Sex
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.asking import rights_told
from rapport.segmentation.first_hour import FINDINGS
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.patients.asked import ConditionField, SegmentField

# every currency offered to branches has two decimals (staff.models.branch.CURRENCIES)
_MINOR = 100
YES_NO = [("yes", _("yes")), ("no", _("no"))]


@dataclass(frozen=True)
class Filter:
    """One way to narrow the list.

    `field` makes the form field for a user, `condition` the Q for its cleaned value and the day it speaks of.
    `needs` is the right without which it is not offered, `asks` those that a value takes beside it; a text longer
    than `longest` is none of its values.
    """

    key: str
    label: Any
    field: Callable[[User], forms.Field]
    condition: Callable[[Any, date], Q]
    needs: Right | None = None
    asks: Callable[[Any], Iterable[Right]] = lambda value: ()
    longest: int = 200

    def make_field(self, user: User) -> forms.Field:
        field = self.field(user)
        field.label, field.required = self.label, False
        return field

    def rights(self, value: Any) -> set[Right]:
        """What one has to see of a person to be told whether `value` is theirs."""
        return {*([self.needs] if self.needs else []), *self.asks(value)}


def _text(user: User) -> forms.Field:
    return forms.CharField(max_length=100)


def _number(most: int) -> Callable[[User], forms.Field]:
    return lambda user: forms.IntegerField(min_value=0, max_value=most)


def _day(user: User) -> forms.Field:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )


def _yes_no(user: User) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("any")), *YES_NO])


def _one_of(choices: list[tuple[str, Any]]) -> Callable[[User], forms.Field]:
    return lambda user: forms.ChoiceField(choices=[("", _("any")), *choices])


def _branch(user: User) -> forms.Field:
    return forms.ModelChoiceField(Branch.objects.visible_to(user), empty_label=_("any"))


def _row_of(model: Any) -> Callable[[User], forms.Field]:
    return lambda user: forms.ModelChoiceField(model.objects.all(), empty_label=_("any"))


def _category(user: User) -> forms.Field:
    return forms.ModelChoiceField(Category.objects.all(), to_field_name="code", empty_label=_("any"))


def _yes(condition: Q) -> Callable[[str, date], Q]:
    return lambda value, day: condition if value == "yes" else ~condition


def _at_least(years: int, day: date) -> Q:
    return Q(birth_date__lte=day - relativedelta(years=years))


def _at_most(years: int, day: date) -> Q:
    return Q(birth_date__gt=day - relativedelta(years=years + 1))


def birthday_within(days: int, day: date) -> Q:
    """Birthdays from `day` through `days` days after it; 29 February counts on the 28th in common years."""
    coming = [day + timedelta(days=n) for n in range(days + 1)]
    wanted = {one.month * 100 + one.day for one in coming}
    if any((one.month, one.day) == (2, 28) and (one + timedelta(days=1)).month == 3 for one in coming):
        wanted.add(229)
    return Q(deceased=False, facts__birthday__in=sorted(wanted))


def _tagged(tag: Tag, day: date) -> Q:
    return Q(Exists(PatientTag.objects.filter(patient=OuterRef("pk"), tag=tag)))


def _treated(category: Category, day: date) -> Q:
    return Q(Exists(Treatment.objects.filter(patient=OuterRef("pk"), category=category)))


def _grade(scheme: Scheme) -> Filter:
    """Where somebody stands in one scheme."""
    lettered = scheme in (Scheme.CARE, Scheme.PROSPECT)
    grades = [
        (grade, format_lazy("{} · {}", grade, words) if lettered else words)
        for grade, words in GRADES[scheme].items()
    ]
    return Filter(
        str(scheme),
        capfirst(scheme.label),
        _one_of(grades),
        lambda grade, day: Q(**{f"standing__{scheme}": grade}),
        needs=Right.SEE_VALUE,
    )


_FINDINGS: list[tuple[str, Any]] = [(finding.key, finding.label) for finding in FINDINGS.values()]

# `q` is not here: how it finds is people.searching
FILTERS: tuple[Filter, ...] = (
    Filter(
        "segment", _("Segment"), SegmentField, lambda asked, day: asked.people, asks=lambda asked: asked.rights
    ),
    Filter(
        "found",
        _("Group"),
        _one_of(_FINDINGS),
        lambda key, day: FINDINGS[key].people(day),
        asks=lambda key: rights_told(FINDINGS[key].tells),
    ),
    *(_grade(scheme) for scheme in Scheme),
    Filter("branch", _("Branch"), _branch, lambda branch, day: Q(branch=branch)),
    Filter("tag", _("Tag"), _row_of(Tag), _tagged, needs=Right.SEE_WORDS),
    Filter("source", _("Source"), _row_of(Source), lambda source, day: Q(source=source)),
    Filter("treated", _("Treated for"), _category, _treated, needs=Right.SEE_WORDS),
    Filter("sex", _("Sex"), _one_of(list(Sex.choices)), lambda sex, day: Q(sex=sex)),
    Filter("visited", _("Ever seen"), _yes_no, _yes(Q(facts__visits__gt=0))),
    Filter("age_from", _("Age from"), _number(130), _at_least),
    Filter("age_to", _("Age to"), _number(130), _at_most),
    Filter("seen_after", _("Last seen after"), _day, lambda on, day: Q(facts__last_visit__gt=on)),
    Filter("seen_before", _("Last seen before"), _day, lambda on, day: Q(facts__last_visit__lt=on)),
    Filter(
        "no_shows",
        _("Did not come, times or more"),
        _number(999),
        lambda n, day: Q(facts__no_shows__gte=n),
        needs=Right.SEE_WORDS,
    ),
    Filter(
        "spend",
        _("Spent in all, at least"),
        _number(10**12),
        lambda amount, day: Q(facts__spend__gte=amount * _MINOR),
        needs=Right.SEE_MONEY,
    ),
    Filter("birthday", _("Birthday within days"), _number(365), birthday_within),
    Filter("phone", _("Has a phone that works"), _yes_no, _yes(Q(facts__phones__gt=0))),
    Filter("consent", _("Consent to processing"), _yes_no, _yes(Q(facts__consents__gt=0))),
    Filter("deceased", _("Deceased"), _yes_no, _yes(Q(deceased=True))),
    Filter(
        "where",
        _("Condition"),
        ConditionField,
        lambda asked, day: asked.people,
        asks=lambda asked: asked.rights,
        longest=LONGEST + 1,
    ),
)
BY_KEY: dict[str, Filter] = {one.key: one for one in FILTERS}


def shown_value(field: forms.Field, value: Any) -> str:
    """A cleaned value in the reader's words, for the chip of the filter."""
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices)[value])  # type: ignore[arg-type]
    return str(value)
