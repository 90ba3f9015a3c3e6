"""Somebody new, and a time held for them."""

from __future__ import annotations

import pytest

from rapport.appointments.booking import hold_slot
from rapport.appointments.models import Service
from rapport.appointments.online.newcomers import Newcomer
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch
from tests.schedule import asked

PHONE = "+8613700137000"
NEW = Newcomer("李小明", PHONE, "zh-hans", agreed=("processing", "marketing"))


def held(service: Service, branch: Branch, clock_time: str = "10:00") -> str:
    return hold_slot(asked(service, branch, clock_time, online=True)).token


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)
