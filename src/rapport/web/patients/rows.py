"""The rows of the list, read as plain values and written straight to HTML: the template engine takes ten times
as long for a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rapport.lib.figures import show_amount, show_day, show_moment
from rapport.people.models import ContactPoint, PatientTag, Tag
from rapport.people.models.contact import ContactKind
from rapport.people.models.standing import Scheme
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.contacts import show_contact
from rapport.web.patients.paging import Order, Place
from rapport.web.templatetags.badges import badge
from rapport.web.templatetags.look import icon

# tags written out beside a name; the others behind a number, so that a row keeps its height in any language
TAGS_SHOWN = 2
PHONE = Subquery(
    ContactPoint.objects.filter(patient=OuterRef("pk"), kind=ContactKind.PHONE)
    .order_by("do_not_use", "-valid", "-preferred", "pk")
    .values("value")[:1]
)
COLUMNS = (
    "pk",
    "full_name",
    "sort_key",
    "file_number",
    "birth_date",
    "deceased",
    "died_on",
    "branch_id",
    PHONE,
    "facts__last_visit",
    "facts__visits",
    "facts__spend_12m",
    "facts__spend",
    "facts__next_appointment",
    "standing__care",
    "standing__prospect",
    "standing__value",
)


class Person(NamedTuple):
    """One row as the database gives it. Amounts are minor units of the currency of the branch."""

    pk: int
    full_name: str
    sort_key: str
    file_number: str
    birth_date: date | None
    deceased: bool
    died_on: date | None
    branch_id: int
    phone: str | None
    last_visit: date | None
    visits: int | None
    spend_12m: int | None
    spend: int | None
    next_appointment: datetime | None
    # "" or None: nowhere in the scheme
    care: str | None
    prospect: str | None
    value: str | None

    def age(self, today: date) -> int | None:
        """Full years today, at death for the deceased."""
        if self.birth_date is None:
            return None
        day = min(today, self.died_on) if self.died_on else today
        return (
            day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))
        )


def place_of(person: Person, order: Order, *, backwards: bool = False) -> Place:
    """Where `person` stands in `order`."""
    value = getattr(person, order.column.removeprefix("facts__"))
    return Place(value if value is None or isinstance(value, int) else str(value), person.pk, backwards)


def tags_of(people: Iterable[Person]) -> dict[int, list[str]]:
    """The tags of each person, in the reader's words."""
    found: dict[int, list[str]] = {}
    tagged = PatientTag.objects.filter(patient__in=[person.pk for person in people]).order_by("tag__name")
    for pk, name, built_in in tagged.values_list("patient_id", "tag__name", "tag__built_in"):
        found.setdefault(pk, []).append(str(Tag(name=name, built_in=built_in)))
    return found


@dataclass(frozen=True)
class Reader:
    """Who looks at the list: what they may see, of which branches, in which language."""

    user: User
    language: str
    branches: Mapping[int, Branch]

    @classmethod
    def of(cls, user: User, language: str) -> Reader:
        visible = Branch.objects.visible_to(user, Right.SEE_PATIENTS)
        return cls(user, language, {branch.pk: branch for branch in visible})

    @cached_property
    def sees_money(self) -> bool:
        return self.user.may(Right.SEE_MONEY)

    @cached_property
    def sees_value(self) -> bool:
        return self.user.may(Right.SEE_VALUE)

    @cached_property
    def sees_words(self) -> bool:
        return self.user.may(Right.SEE_WORDS)

    @cached_property
    def picks(self) -> bool:
        """Whether there is anything this person may do with rows they pick."""
        return any(map(self.user.may, (Right.TAG_PATIENTS, Right.EXPORT_PATIENTS, Right.MERGE_PATIENTS)))

    @cached_property
    def many_branches(self) -> bool:
        return len(self.branches) > 1

    @cached_property
    def today(self) -> date:
        """The day that filters speak of: at the first of their branches."""
        return next((branch.today() for branch in self.branches.values()), date.min)

    @cached_property
    def _money_at(self) -> frozenset[int] | None:
        return self.user.branches_where(Right.SEE_MONEY)

    @cached_property
    def _value_at(self) -> frozenset[int] | None:
        return self.user.branches_where(Right.SEE_VALUE)

    @cached_property
    def _contacts_at(self) -> frozenset[int] | None:
        return self.user.branches_where(Right.SEE_CONTACTS)

    def phone_to_take_out(self, person: Person) -> str | None:
        """For a file, where numbers stay as they are dialled: masked where this reader may not see them."""
        whole = self._contacts_at is None or person.branch_id in self._contacts_at
        return person.phone if whole else self.phone_of(person)

    def phone_of(self, person: Person) -> str:
        """As this reader may see it: whole or masked, by the branch of the person."""
        whole = self._contacts_at is None or person.branch_id in self._contacts_at
        return show_contact(ContactKind.PHONE, person.phone, whole=whole) if person.phone else ""

    def may_see_money_at(self, branch_id: int) -> bool:
        """A right held at one branch does not reach into another."""
        return self._money_at is None or branch_id in self._money_at

    def may_see_value_at(self, branch_id: int) -> bool:
        return self._value_at is None or branch_id in self._value_at


@dataclass(frozen=True)
class Table:
    """Writes the body of the table for one reader."""

    reader: Reader
    tags: Mapping[int, list[str]]
    _card: str = field(default_factory=lambda: reverse("web:card", args=[0]))

    def body(self, people: Iterable[Person]) -> SafeString:
        return mark_safe("".join(self._row(person) for person in people))  # noqa: S308 every cell is escaped

    def _row(self, person: Person) -> str:
        name, reader = escape(person.full_name), self.reader
        link = f'<a class="name" data-open href="{self._card_of(person.pk)}">{name}</a>'
        cells = [
            f'<td class="pick"><label><input type="checkbox" name="patient" value="{person.pk}" data-pick '
            f'aria-label="{name}"></label></td>'
            if reader.picks
            else "",
            f"<td>{link}{self._marks(person)}</td>",
            self._classes(person),
            f'<td class="num nw">{self._age(person)}</td>',
            f'<td class="num nw">{escape(reader.phone_of(person))}</td>',
            f'<td class="num nw">{self._day(person.last_visit)}</td>',
            f'<td class="num right">{"" if person.visits is None else person.visits}</td>',
            self._money(person),
            f'<td class="num nw">{self._appointment(person)}</td>',
            f'<td class="nw">{escape(reader.branches[person.branch_id].name)}</td>'
            if reader.many_branches
            else "",
        ]
        return f"<tr data-row>{''.join(cells)}</tr>\n"

    def _card_of(self, pk: int) -> str:
        return self._card.replace("/0/", f"/{pk}/")

    def _marks(self, person: Person) -> str:
        tags = self.tags.get(person.pk, ())
        marks = [f'<span class="chip">{escape(tag)}</span>' for tag in tags[:TAGS_SHOWN]]
        if others := escape(_(", ").join(tags[TAGS_SHOWN:])):
            more = f'+{len(tags) - TAGS_SHOWN}<span class="only-heard">: {others}</span>'
            marks.append(f'<span class="chip" title="{others}">{more}</span>')
        if person.deceased:
            marks.insert(0, f'<span class="chip out">{icon("cross")}{self._deceased}</span>')
        return f' <span class="chips">{"".join(marks)}</span>' if marks else ""

    @cached_property
    def _deceased(self) -> str:
        return escape(_("deceased"))

    def _classes(self, person: Person) -> str:
        if not self.reader.sees_value:
            return ""
        if not self.reader.may_see_value_at(person.branch_id):
            return '<td class="mut">–</td>'
        grades = ((Scheme.CARE, person.care), (Scheme.PROSPECT, person.prospect), (Scheme.VALUE, person.value))
        marks = "".join(badge(scheme, grade) for scheme, grade in grades if grade)
        return f'<td><span class="grades">{marks}</span></td>'

    def _day(self, day: date | None) -> str:
        return "" if day is None else show_day(day, self.reader.language)

    def _age(self, person: Person) -> str:
        age = person.age(self.reader.today)
        return "" if age is None else f'{age} <span class="mut">{self._day(person.birth_date)}</span>'

    def _money(self, person: Person) -> str:
        if not self.reader.sees_money:
            return ""
        if not self.reader.may_see_money_at(person.branch_id):
            return '<td class="right mut">–</td>' * 2
        currency, language = self.reader.branches[person.branch_id].currency, self.reader.language
        return "".join(
            f'<td class="num right nw">{escape(show_amount(amount, currency, language)) if amount else ""}</td>'
            for amount in (person.spend_12m, person.spend)
        )

    def _appointment(self, person: Person) -> str:
        if person.next_appointment is None:
            return ""
        return show_moment(
            person.next_appointment, self.reader.branches[person.branch_id].zone, self.reader.language
        )
