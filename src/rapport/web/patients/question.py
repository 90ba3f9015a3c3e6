"""What an address asks of the list: which people, in which order, from which place on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.people.models import Patient
from rapport.people.models.patient import PatientQuerySet
from rapport.people.searching import first_by_name, search
from rapport.staff.roles import Right
from rapport.web.patients.filters import BY_KEY, Filter, shown_value
from rapport.web.patients.paging import ORDERS, Order, Place, named_if_few, read_place
from rapport.web.patients.rows import Reader
from rapport.web.patients.searchable import searchable

# why a filter is closed to whoever lacks the right
_UNSEEN = {
    Right.SEE_MONEY: gettext_lazy("amounts are not shown to you now."),
    Right.SEE_CARE: gettext_lazy("findings and plans are not shown to you now."),
    Right.SEE_VALUE: gettext_lazy("class and value are not shown to you now."),
    Right.SEE_WORDS: gettext_lazy("what went on with clients is not shown to you now."),
}
NOT_FILTERS = frozenset({"q", "sort", "at"})


@dataclass(frozen=True)
class Chosen:
    """A filter with its value: as it stands in the address, as Python knows it, as the reader says it."""

    filter: Filter
    raw: str
    value: Any
    words: str


@dataclass(frozen=True)
class Question:
    """A list of people as asked for. `wrong` says, in the reader's words, what could not be understood and why."""

    reader: Reader
    q: str
    chosen: Sequence[Chosen]
    order: Order
    place: Place | None
    wrong: Sequence[str]

    @cached_property
    def people(self) -> PatientQuerySet:
        """Those asked for, of those this reader may see; not sorted."""
        return search(self._filtered, self.q) if self.q else self._filtered

    def people_of_page(self, size: int) -> PatientQuerySet:
        """As far as it costs less to tell: the people of the page asked for and one more; not sorted."""
        filtered = named_if_few(self._filtered) if self.chosen else self._filtered
        if not self.q:
            return filtered
        if self.order.column != "sort_key":
            return search(filtered, self.q)
        place = self.place
        beyond = (str(place.value), place.pk) if place else None
        down = self.order.descending != bool(place and place.backwards)
        found = first_by_name(filtered, self.q, size + 1, beyond=beyond, descending=down)
        return Patient.objects.filter(pk__in=found)

    @cached_property
    def _filtered(self) -> PatientQuerySet:
        people = Patient.objects.visible_to(self.reader.user)
        for right in self._rights:
            people = people.visible_to(self.reader.user, right)
        for one in self.chosen:
            people = people.filter(one.filter.condition(one.value, self._day))
        return searchable(people, self.reader.user, self.q)

    @property
    def _rights(self) -> set[Right]:
        """Who asks by amounts learns amounts: only people whose amounts they may see are looked at then."""
        asked = {right for one in self.chosen for right in one.filter.rights(one.value)}
        return asked | {Right.SEE_MONEY} if self.order.column == "facts__spend" else asked

    @property
    def _day(self) -> date:
        return self.reader.today

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.chosen)

    @cached_property
    def query(self) -> str:
        """The address of the whole list, in canonical order, without the place in it."""
        return self.query_with()

    def query_with(
        self, *, without: str = "", put: tuple[str, str] = ("", ""), sort: str = "", at: str = ""
    ) -> str:
        """The same question, with one filter less, one put in, another order or another place."""
        filters = {one.filter.key: one.raw for one in self.chosen} | dict([put])
        pairs = [("q", self.q), *((key, filters[key]) for key in BY_KEY if key in filters)]
        sort = sort or self.order.key
        pairs += [("sort", "" if sort == "name" else sort), ("at", at)]
        return urlencode([(key, value) for key, value in pairs if value and key != without])


def read_question(parameters: QueryDict, reader: Reader) -> Question:
    """The question in the parameters of an address. What cannot be understood is left out and told in `wrong`."""
    order, wrong = _order(parameters.get("sort", ""), reader)
    chosen: list[Chosen] = []
    for key in parameters:
        raw = str(parameters[key]).strip()
        if key in NOT_FILTERS or not raw:
            continue
        try:
            chosen.append(_choose(key, raw, reader))
        except ValidationError as error:
            wrong += error.messages
    chosen.sort(key=lambda one: list(BY_KEY).index(one.filter.key))
    place = read_place(parameters.get("at", ""), order) if parameters.get("at") else None
    q = parameters.get("q", "").replace("\x00", "").strip()[:100]
    return Question(reader, q, tuple(chosen), order, place, tuple(wrong))


def _order(key: str, reader: Reader) -> tuple[Order, list[str]]:
    order = ORDERS.get(key or "name")
    if order is None or (order.column == "facts__spend" and not reader.sees_money):
        return ORDERS["name"], [_("The list cannot be sorted by “%(key)s”.") % {"key": key[:40]}]
    return order, []


def _choose(key: str, raw: str, reader: Reader) -> Chosen:
    """Raises ValidationError for an unknown filter, one that needs a right, or a value that does not fit."""
    one = BY_KEY.get(key)
    if one is None:
        raise ValidationError(_("“%(key)s” is not a filter.") % {"key": key[:40]})
    field = one.make_field(reader.user)
    try:
        if one.needs and not reader.user.may(one.needs):
            raise ValidationError(_UNSEEN[one.needs])
        value = field.clean(raw[: one.longest])
        unseen = [right for right in one.asks(value) if not reader.user.may(right)]
        if unseen:
            raise ValidationError(_UNSEEN[unseen[0]])
    except ValidationError as error:
        raise ValidationError(
            _("“%(label)s” was left out: %(error)s") % {"label": one.label, "error": " ".join(error.messages)}
        ) from error
    return Chosen(one, raw, value, shown_value(field, value))


def address(query: str) -> str:
    """The path of the list that `query` asks for."""
    return f"{reverse('web:patients')}?{query}" if query else reverse("web:patients")


def has_blanks(parameters: QueryDict) -> bool:
    """Whether a form has sent fields that were left empty, which the address need not show."""
    return any(not str(value).strip() for value in parameters.dict().values())


def without_blanks(parameters: QueryDict) -> str:
    filled: Iterable[tuple[str, str]] = ((key, str(value).strip()) for key, value in parameters.dict().items())
    return urlencode([(key, value) for key, value in filled if value])
