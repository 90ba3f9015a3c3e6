"""One row of everything that pages are about, for one person: made through the actions where there are any."""

from __future__ import annotations

from dataclasses import dataclass

from tests.everything.booking import OfBooking
from tests.everything.feedback import OfFeedback
from tests.everything.house import OfTheHouse
from tests.everything.loyalty import OfLoyalty
from tests.everything.outreach import OfOutreach
from tests.everything.people import OfPeople


@dataclass(frozen=True)
class Everything(OfPeople, OfBooking, OfOutreach, OfFeedback, OfLoyalty, OfTheHouse):
    """What there is of a person, each made when it is first asked for."""
