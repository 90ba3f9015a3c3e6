"""What the list page shows, as its template takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rapport.people.models import Patient
from rapport.people.models.standing import GRADES, Scheme
from rapport.staff.roles import Right
from rapport.web.models import SavedView
from rapport.web.patients.paging import PAGE, read_page
from rapport.web.patients.question import Question, address, read_question
from rapport.web.patients.rows import COLUMNS, Person, Reader, Table, place_of, tags_of
from rapport.web.patients.saying import as_condition
from rapport.web.tabs import Tab


@dataclass(frozen=True)
class ViewTab(Tab):
    """A saved view, or one that everybody has. `count` is worked out only when asked for."""

    query: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    words: str
    without: str


@dataclass(frozen=True)
class Quick:
    """The grades of a scheme, one click each: grade, the address that narrows the list by it (or no more, where it
    is in force), whether it is."""

    scheme: Scheme
    grades: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True)
class Heading:
    """A column. `url` sorts by it, `sorted` is what a screen reader says of the order in force."""

    label: str
    url: str = ""
    sorted: str = ""
    right: bool = False


@dataclass(frozen=True)
class ListPage:
    """One page of the list. `total` is known only where it costs nothing."""

    question: Question
    tabs: Sequence[ViewTab]
    chips: Sequence[Chip]
    quick: Sequence[Quick]
    headings: Sequence[Heading]
    body: SafeString
    shown: int
    total: int | None
    previous: str
    next: str
    first_day: bool

    @property
    def in_tab(self) -> bool:
        """Whether a tab stands for this very list, and so says how many people it has."""
        return any(tab.current for tab in self.tabs)

    @property
    def condition(self) -> str:
        """The filters as one condition, from which a segment is made; "" where they are none."""
        return "" if self.question.q else as_condition(self.question.chosen)

    @property
    def may_tag(self) -> bool:
        return self.question.reader.user.may(Right.TAG_PATIENTS)

    @property
    def may_write(self) -> bool:
        return self.question.reader.user.may(Right.WRITE_MESSAGES)

    @property
    def may_export(self) -> bool:
        return self.question.reader.user.may(Right.EXPORT_PATIENTS)

    @property
    def may_add(self) -> bool:
        return self.question.reader.user.may(Right.EDIT_PATIENTS)

    @property
    def may_merge(self) -> bool:
        return self.question.reader.user.may(Right.MERGE_PATIENTS)

    @property
    def may_import(self) -> bool:
        return self.question.reader.user.may(Right.IMPORT)


def list_page(question: Question) -> ListPage:
    """The page `question` asks for: as many statements for ten people as for a hundred thousand."""
    reader = question.reader
    page = read_page(question.people_of_page(PAGE), question.order, question.place, COLUMNS)
    people = [Person(*row) for row in page.rows]
    whole = question.place is None and not page.after
    return ListPage(
        question=question,
        tabs=tabs(question),
        chips=_chips(question),
        quick=_quick(question) if reader.sees_value else (),
        headings=_headings(question),
        body=Table(reader, tags_of(people) if reader.sees_words else {}).body(people) if people else SafeString(),
        shown=len(people),
        total=len(people) if whole else None,
        previous=_turned(question, people[0], backwards=True) if page.before and people else "",
        next=_turned(question, people[-1]) if page.after and people else "",
        first_day=not people and not question.narrowed and not _anybody(reader),
    )


def _anybody(reader: Reader) -> bool:
    return Patient.objects.visible_to(reader.user).exists()


def _turned(question: Question, person: Person, *, backwards: bool = False) -> str:
    place = place_of(person, question.order, backwards=backwards)
    return address(question.query_with(at=place.coded()))


def tabs(question: Question) -> list[ViewTab]:
    """The views everybody has, then the saved ones. One statement."""
    everybodys = (
        ("", _("All")),
        ("found=not_seen_12m", _("Not seen for 12 months")),
        ("found=birthdays_7d", _("Birthdays this week")),
    )
    saved = SavedView.objects.visible_to(question.reader.user).values_list("query", "name")
    return [
        ViewTab(address(query), label, query == question.query, query=query)
        for query, label in (*everybodys, *saved)
    ]


def counted(shown: Sequence[ViewTab], reader: Reader) -> list[ViewTab]:
    """The tabs with how many people each holds. One statement a tab."""
    return [replace(tab, count=read_question(QueryDict(tab.query), reader).people.count()) for tab in shown]


def _chips(question: Question) -> list[Chip]:
    chips = [
        Chip(str(one.filter.label), one.words, address(question.query_with(without=one.filter.key)))
        for one in question.chosen
    ]
    if question.q:
        chips.insert(0, Chip(_("Search"), question.q, address(question.query_with(without="q"))))
    return chips


# what people are told apart by at one glance; loyalty is among the filters
_QUICK = (Scheme.CARE, Scheme.VALUE, Scheme.PROSPECT, Scheme.LIFECYCLE)


def _quick(question: Question) -> list[Quick]:
    return [Quick(scheme, [_narrowing(question, scheme, grade) for grade in GRADES[scheme]]) for scheme in _QUICK]


def _narrowing(question: Question, scheme: Scheme, grade: str) -> tuple[str, str, bool]:
    current = any((one.filter.key, one.raw) == (scheme, grade) for one in question.chosen)
    query = question.query_with(without=scheme) if current else question.query_with(put=(str(scheme), grade))
    return grade, address(query), current


def _headings(question: Question) -> list[Heading]:
    reader = question.reader
    money = [
        Heading(_("Spent in 12 months"), right=True),
        _sorting(question, "-spend", _("Spent in all"), right=True),
    ]
    return [
        _sorting(question, "name", _("Name")),
        *([Heading(_("Class"))] if reader.sees_value else []),
        Heading(_("Age, birth date")),
        Heading(_("Phone")),
        _sorting(question, "-last_visit", _("Last visit")),
        Heading(_("Visits"), right=True),
        *(money if reader.sees_money else []),
        Heading(_("Next appointment")),
        *([Heading(_("Branch"))] if reader.many_branches else []),
    ]


def _sorting(question: Question, key: str, label: str, *, right: bool = False) -> Heading:
    """A heading that sorts, and turns the order round when it is in force already."""
    now = question.order.key
    if now.lstrip("-") != key.lstrip("-"):
        return Heading(label, address(question.query_with(sort=key)), right=right)
    other = now[1:] if now.startswith("-") else f"-{now}"
    said = "descending" if now.startswith("-") else "ascending"
    return Heading(label, address(question.query_with(sort=other)), said, right)
