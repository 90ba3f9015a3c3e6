"""Two who change one thing in the settings at once: the second is shown both, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _

from rapport.people.versions import THEIRS, Difference, Group, State, differences

_SALT = "rapport.hours.before"


@dataclass(frozen=True)
class Clash:
    """What somebody has saved since the page was opened, and what it says here; `both` where both changed it."""

    label: Any
    theirs: str
    mine: str
    both: bool


@dataclass(frozen=True)
class Meanwhile:
    """`together`: what the form shows then. What both changed stands as it was typed."""

    clashes: Sequence[Clash]
    together: Mapping[str, Any]


class SharedForm(forms.BaseForm):
    """A form of what somebody else may be changing too. It carries, sealed, what it was filled with."""

    def groups(self) -> Mapping[str, Sequence[str]]:
        """The fields that are taken or left as a whole, by the first of them."""
        return {name: (name,) for name in self.fields}

    def beside(self) -> State:
        """What else stands that a save would replace, and no field shows."""
        return {}

    def label_of(self, name: str) -> Any:
        return self.fields[name].label

    def words_of(self, name: str, group: Group) -> str:
        """What `group` says, for people; "" for nothing."""
        words = (_word(self.fields[field], group.get(field, "")) for field in self.groups()[name])
        return _(", ").join(word for word in words if word)

    def sealed(self, of: object) -> str:
        """What stands now, for the page of `of`; of a form that nobody has sent."""
        return signing.dumps([str(of), {**_state(self), **self.beside()}], salt=_SALT, compress=True)


def read_meanwhile(sent: SharedForm, now: SharedForm, of: object) -> Meanwhile | None:
    """What was saved since the page of `sent` was opened; `now` is the form as it would be filled today. None
    where nothing was, or the page does not say with what it was filled."""
    before = _unsealed(str(sent.data.get("before", "")), str(of))
    if before is None:
        return None
    beside = {name: before.get(name, {}) for name in {*before, *now.beside()} - sent.groups().keys()}
    found = differences(before, {**_state(sent), **beside}, {**_state(now), **now.beside()})
    open_ = [one for one in found if one.theirs not in (one.before, one.mine)]
    if not open_:
        return None
    theirs = {one.name for one in found if one.fallback == THEIRS}
    given_way = {field for name, fields in sent.groups().items() if name in theirs for field in fields}
    together = {field: (now if field in given_way else sent)[field].value() for field in sent.fields}
    return Meanwhile([_clash(sent, one) for one in open_], together)


def status_of(form: forms.BaseForm, meanwhile: Meanwhile | None) -> int:
    """Of the answer that shows `form`."""
    if meanwhile:
        return 409
    return 422 if form.is_bound else 200


def _state(form: SharedForm) -> dict[str, dict[str, str]]:
    """What the form says, without what it leaves empty."""
    texts = {name: _text(form[name].value()) for names in form.groups().values() for name in names}
    return {key: {name: texts[name] for name in names if texts[name]} for key, names in form.groups().items()}


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(sorted(str(getattr(one, "pk", one)) for one in value))
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value).strip()


def _unsealed(sealed: str, of: str) -> State | None:
    try:
        found, state = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return state if found == of else None


def _clash(form: SharedForm, one: Difference) -> Clash:
    theirs, mine = (form.words_of(one.name, group) or "—" for group in (one.theirs, one.mine))
    return Clash(form.label_of(one.name), theirs, mine, one.collides)


def _word(field: Any, text: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if text else _("no")
    named = {str(code): str(label) for code, label in getattr(field, "choices", ()) if code}
    return _(", ").join(named.get(one, one) for one in text.split(",") if one) if named else text
