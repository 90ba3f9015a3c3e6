"""A condition in the address of the list: the text itself, or a segment that somebody saved (BAS-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.speaking import sentence
from rapport.criteria.tree import Node
from rapport.segmentation.asking import rights_asked, vocabulary_for
from rapport.segmentation.models import Segment
from rapport.segmentation.segments import meeting
from rapport.staff.models import User
from rapport.staff.roles import Right


@dataclass(frozen=True)
class Asked:
    """A condition as it was read, its text, and what the reader calls it."""

    node: Node
    text: str
    words: str

    def __str__(self) -> str:
        return self.words

    @property
    def rights(self) -> Sequence[Right]:
        """What it takes at a person's branch to ask this of them."""
        return rights_asked(self.node)

    @property
    def people(self) -> Q:
        return meeting(self.node)


class ConditionField(forms.CharField):
    """A text in the language of criteria, read with the words that `user` may ask by."""

    def __init__(self, user: User) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}))
        self.user = user

    def clean(self, value: Any) -> Asked:
        text = super().clean(value)
        node = _read(text, self.user)
        return Asked(node, text, sentence(node))


class SegmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A segment that `user` may see: their own, or one that is shared."""

    default_error_messages = {"invalid_choice": _("there is no such segment, or nobody shares it with you.")}

    def __init__(self, user: User) -> None:
        super().__init__(Segment.objects.visible_to(user), empty_label=_("any"))
        self.user = user

    def clean(self, value: Any) -> Asked:
        segment = super().clean(value)
        return Asked(_read(segment.text, self.user), segment.text, segment.name)


def _read(text: str, user: User) -> Node:
    try:
        return read(text, vocabulary_for(user))
    except CriterionRefused as problem:
        raise ValidationError(str(problem)) from problem
