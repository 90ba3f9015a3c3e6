"""What follows from a draft, in sentences: who waits, which lists grow, how much more there is to call (PAT-9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.people.models.standing import Scheme
from rapport.segmentation.policies.following import Following, what_follows
from rapport.segmentation.policies.policy import Policy
from rapport.segmentation.policies.trying import Trial

# the values of the buttons that list those who would move far, and those who would go down dissatisfied
FAR, UNHAPPY = "far", "unhappy"
# a class whose people book earlier (BOO-2)
_EARLY = "A"


@dataclass(frozen=True)
class Consequence:
    """Something that follows; `key` lists those whom it is about."""

    icon: str
    tone: str
    words: str
    key: str = ""


def consequences(policy: Policy, trial: Trial, branch_ids: frozenset[int] | None) -> list[Consequence]:
    """What follows from the moves, as far as it can be counted."""
    told = [*_held(trial)]
    if trial.moving:
        told += [*_early(trial), *(_list(one) for one in what_follows(policy, branch_ids)), *_calls(trial)]
    return told


def _figure(number: int) -> str:
    return formats.number_format(number, force_grouping=True)


def _held(trial: Trial) -> Iterator[Consequence]:
    if number := trial.jumping:
        said = ngettext(
            "%(n)s person would move %(jump)s classes or more and waits until somebody confirms it.",
            "%(n)s people would move %(jump)s classes or more and wait until somebody confirms it.",
            number,
        ) % {"n": _figure(number), "jump": trial.safeguards.jump}
        yield Consequence("alert-triangle", "warn", said, FAR)
    if number := trial.waiting:
        said = ngettext(
            "%(n)s of these moves waits already, by the rules in force.",
            "%(n)s of these moves wait already, by the rules in force.",
            number,
        )
        yield Consequence("hourglass", "", said % {"n": _figure(number)})
    if number := trial.falling_unhappy:
        if trial.safeguards.step_down_waits:
            said = ngettext(
                "%(n)s person is dissatisfied and does not go down until somebody confirms it.",
                "%(n)s people are dissatisfied and do not go down until somebody confirms it.",
                number,
            )
            yield Consequence("lock", "", said % {"n": _figure(number)}, UNHAPPY)
        else:
            said = ngettext(
                "%(n)s person goes down although they are dissatisfied.",
                "%(n)s people go down although they are dissatisfied.",
                number,
            )
            yield Consequence("mood-sad", "warn", said % {"n": _figure(number)}, UNHAPPY)
    if number := trial.by_hand:
        said = ngettext(
            "%(n)s person stays where somebody set them by hand.",
            "%(n)s people stay where somebody set them by hand.",
            number,
        )
        yield Consequence("user", "", said % {"n": _figure(number)})


def _early(trial: Trial) -> Iterator[Consequence]:
    more = trial.then(_EARLY) - trial.now(_EARLY) if trial.scheme == Scheme.CARE else 0
    if more > 0:
        said = ngettext(
            "%(n)s person more gets the earlier and better times of class A when they book online.",
            "%(n)s people more get the earlier and better times of class A when they book online.",
            more,
        )
        yield Consequence("calendar", "", said % {"n": _figure(more)})
    elif more < 0:
        said = ngettext(
            "%(n)s person fewer gets the earlier and better times of class A when they book online.",
            "%(n)s people fewer get the earlier and better times of class A when they book online.",
            -more,
        )
        yield Consequence("calendar", "", said % {"n": _figure(-more)})


def _list(one: Following) -> Consequence:
    told = {"rule": one.rule, "more": _figure(one.more), "fewer": _figure(one.fewer)}
    return Consequence("clipboard-list", "", _("Whom the rule “%(rule)s” fits: +%(more)s, −%(fewer)s") % told)


def _calls(trial: Trial) -> Iterator[Consequence]:
    calls = round(trial.more_calls)
    if calls > 0:
        said = ngettext(
            "About %(n)s more call a year, if those who move are called as often as their new class is.",
            "About %(n)s more calls a year, if those who move are called as often as their new class is.",
            calls,
        )
        yield Consequence("phone", "", said % {"n": _figure(calls)})
    elif calls < 0:
        said = ngettext(
            "About %(n)s fewer call a year, if those who move are called as often as their new class is.",
            "About %(n)s fewer calls a year, if those who move are called as often as their new class is.",
            -calls,
        )
        yield Consequence("phone", "", said % {"n": _figure(-calls)})
