"""The ledger of the lost on its page: each figure leads to as many people as it says (CMP-9)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from rapport.feedback.losses import note_losses
from rapport.feedback.models import Loss, LossKnown, LossReason
from rapport.people.models import Departure
from rapport.staff.models import Branch, User
from rapport.web.tests.listing import NOON, saw, signed_in
from tests.cast import register

TODAY = NOON.date()
PAGE = "web:losses"
pytestmark = pytest.mark.now(NOON)


@pytest.fixture
def lost(riverside: Branch) -> None:
    """Three of the year's clients, and one who came and left within it."""
    for number in range(3):
        saw(register(riverside, f"流失{number}"), TODAY - timedelta(days=800))
    late = register(riverside, "今年来过")
    saw(late, TODAY - timedelta(days=100))
    Departure.objects.create(patient=late, left_on=TODAY - timedelta(days=9))
    note_losses(riverside)
    Loss.objects.exclude(patient=late).update(reason=LossReason.PRICE, known=LossKnown.INFERRED)
    Loss.objects.filter(patient__full_name="流失0").update(known=LossKnown.ASKED)


def test_every_reason_leads_to_those_of_whom_it_is_known(owner: User, lost: None) -> None:
    html = signed_in(owner).get(reverse(PAGE)).content.decode()
    links = re.findall(r'<td class="right num"><a href="(\?[^"]*reason=[^"]*)">(\d+)</a>', html)
    assert sorted(int(number) for _link, number in links) == [1, 1, 2]
    for link, number in links:
        rows = signed_in(owner).get(reverse(PAGE) + unescape(link)).context["page"].lines
        assert len(rows) == int(number)
    assert len(signed_in(owner).get(f"{reverse(PAGE)}?reason=nonsense").context["page"].lines) == 4


def test_who_came_and_left_within_the_year_is_told_beside_the_share(owner: User, lost: None) -> None:
    """The share is of those with whom the year began; the list has everybody."""
    answer = signed_in(owner).get(reverse(PAGE))
    page = answer.context["page"]
    assert (page.chosen.lost, page.all, page.besides) == (3, 4, 1)
    assert "1 more who was lost came only after that." in answer.content.decode()
