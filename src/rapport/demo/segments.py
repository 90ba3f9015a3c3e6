"""The segments that the marketers of the demo clinic share with their colleagues (BAS-4, BAS-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapport.criteria.reading import read
from rapport.segmentation.asking import vocabulary_for
from rapport.segmentation.models import Segment
from rapport.staff.models import User


@dataclass(frozen=True)
class _Shared:
    """`owner` by the name they sign in with."""

    owner: str
    name: str
    text: str


SHARED = (
    _Shared("yu", "7–14 岁孩子的家长", "exists child(age between 7 and 14)"),
    _Shared(
        "yu", "半年未到诊的重要客户", "value_class = key and last_visit older than 6 months and no next_visit"
    ),
    _Shared("timur", "Спящие, были трижды и чаще", "lifecycle = sleeping and visits >= 3"),
)


def share_segments(staff: Mapping[str, User]) -> None:
    """Write them down as their owners would: refused where the owner may not ask so."""
    for one in SHARED:
        owner = staff[one.owner]
        read(one.text, vocabulary_for(owner))
        Segment.objects.create(owner=owner, name=one.name, text=one.text, shared=True)
