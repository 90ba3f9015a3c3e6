"""What stands in the editor of a draft, saved or not: nothing of it is lost, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rapport.criteria.vocabulary import Vocabulary
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import text_in_force
from rapport.segmentation.policies.policy import Safeguards
from rapport.segmentation.policies.reading import PolicyRefused, Sheet, read_sheet, words_of_rules
from rapport.segmentation.policies.writing import policy_text
from rapport.segmentation.vocabulary import vocabulary
from rapport.web.policies.conditions import APPLIES, ROWS, Condition, changed, condition_sent, wanting

LONGEST_REMARK = 300
_HIGHEST = 44


@dataclass(frozen=True)
class Typed:
    """A policy as text, and as a sheet of rungs where the text is one (else `problem` says why not).

    `edition` is that of the draft which was read before, "" for none; `as_text` whether the text itself is edited.
    `sent` are the conditions as they stood in their fields.
    """

    scheme: Scheme
    text: str
    sheet: Sheet | None
    words: Vocabulary
    problem: PolicyRefused | None = None
    remark: str = ""
    edition: str = ""
    as_text: bool = False
    sent: Mapping[str, Condition] = field(default_factory=dict)

    def condition(self, key: str) -> Condition | None:
        """That of a grade, or the one of whom the rules are about; None where there is none of that name."""
        told = {APPLIES: self.sheet.applies, **dict(self.sheet.rungs[:-1])} if self.sheet else {}
        return self.sent.get(key, Condition(key, told[key], self.words)) if key in told else None

    @property
    def wanting(self) -> str:
        """Why this cannot be kept yet, though the rules may be read."""
        return wanting(one for key in self.sent if (one := self.condition(key)))

    @property
    def lines(self) -> int:
        """How high the field for the text has to be."""
        return min(self.text.count("\n") + 4, _HIGHEST)


def saved(scheme: Scheme, draft: PolicyVersion | None) -> Typed:
    """The draft, or the rules in force to begin one with."""
    words = words_of_rules(vocabulary())
    if draft is None:
        return _read(scheme, text_in_force(scheme), words)
    return replace(_read(scheme, draft.text, words), remark=draft.remark, edition=draft.edition)


def typed(scheme: Scheme, post: QueryDict) -> Typed:
    """What the editor sent, as rungs or as text."""
    as_text, words = "text" in post, words_of_rules(vocabulary())
    sent = {} if as_text else _conditions(scheme, post, words)
    text = post.get("text", "").replace("\r\n", "\n") if as_text else policy_text(_sheet(scheme, post, sent))
    read = _read(scheme, text, words)
    return replace(
        read,
        remark=post.get("remark", "").replace("\x00", "").strip()[:LONGEST_REMARK],
        edition=post.get("edition", "")[:40],
        as_text=as_text or read.sheet is None,
        sent=sent,
    )


def arranged(now: Typed, post: QueryDict) -> Typed:
    """The same with a rung moved, taken out or put in, or shown the other way, as the pressed button says."""
    if now.sheet is None:
        return now
    if "show" in post:
        return replace(now, as_text=post["show"] == "text" and not now.wanting)
    sheet = replace(now.sheet, rungs=_moved(list(now.sheet.rungs), post))
    new = post.get("add", "")
    sent = {new: changed(Condition(new, "", now.words), ROWS), **now.sent}
    return replace(now, sheet=sheet, text=policy_text(sheet), as_text=False, sent=sent)


def _moved(rungs: list[tuple[str, str]], post: QueryDict) -> tuple[tuple[str, str], ...]:
    """The last rung is for everyone else: it stays where it is."""
    places = {grade: place for place, (grade, _when) in enumerate(rungs[:-1])}
    for name, step in (("up", -1), ("down", 1)):
        place = places.get(post.get(name, ""))
        if place is not None and 0 <= place + step < len(rungs) - 1:
            rungs[place], rungs[place + step] = rungs[place + step], rungs[place]
    if (gone := places.get(post.get("remove", ""))) is not None:
        del rungs[gone]
    if (new := post.get("add", "")) and new not in dict(rungs):
        rungs.insert(len(rungs) - 1, (new, ""))
    return tuple(rungs)


def _read(scheme: Scheme, text: str, words: Vocabulary) -> Typed:
    try:
        sheet = read_sheet(text)
        if sheet.scheme != scheme:
            raise PolicyRefused("other_scheme", _("These are the rules of another scheme."))
    except PolicyRefused as problem:
        return Typed(scheme, text, None, words, problem)
    return Typed(scheme, text, sheet, words)


def _grades(scheme: Scheme, post: QueryDict) -> list[str]:
    return [grade for grade in dict.fromkeys(post.getlist("grade")) if grade in GRADES[scheme]]


def _conditions(scheme: Scheme, post: QueryDict, words: Vocabulary) -> dict[str, Condition]:
    return {key: condition_sent(post, key, words) for key in (APPLIES, *_grades(scheme, post))}


def _sheet(scheme: Scheme, post: QueryDict, sent: Mapping[str, Condition]) -> Sheet:
    grades = _grades(scheme, post)
    rungs = [(grade, sent[grade].text) for grade in grades]
    guards = Safeguards(
        step_down_waits="step_down_waits" in post,
        jump=_number(post.get("jump", "")) if "jump_waits" in post else 0,
        by_hand_days=_number(post.get("by_hand_days", "")),
    )
    remarks = {grade: told for grade in ("", *grades) if (told := _remark(post, grade))}
    return Sheet(scheme, sent[APPLIES].text, tuple(rungs), guards, remarks)


def _remark(post: QueryDict, grade: str) -> str:
    """What stands above a grade; each line is one of remarks, whatever was sent."""
    return "\n".join(line for line in post.get(f"remark-{grade}", "").splitlines() if line.startswith("#"))


def _number(text: str) -> Any:
    """A number where it is one; else the words, which reading then refuses."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text
