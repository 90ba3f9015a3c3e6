"""A clinic whose messages in two languages are due, workers that send them, and what became of each."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any
from unittest import mock

from faults.worker import Worker, start

if TYPE_CHECKING:
    from faults.house import House
    from rapport.outreach.models import ChannelAccount

# three in the afternoon in Hangzhou, noon in Almaty: a good time to write to both
_AFTERNOON = 7
# who was killed is found out by others after so long
HOLD = timedelta(seconds=2)
# a provider that brought nothing for so many seconds has brought everything
QUIET = 3.0
Delivered = Callable[[], list[tuple[str, str]]]
_WORDS = {
    "zh-hans": "周女士您好，提醒您来院洁牙，编号%s",
    "ru": "Здравствуйте! Пора на осмотр. №%s",
}


@contextmanager
def in_the_afternoon() -> Iterator[None]:
    """The clock runs, but it is a time of day at which clients are written to; and nobody is held for long."""
    from rapport.lib import clock
    from rapport.outreach.sending import claiming, handing, taking_up

    now = datetime.now(UTC)
    ahead = now.replace(hour=_AFTERNOON, minute=0) - now
    with (
        mock.patch.object(clock, "now", lambda: datetime.now(UTC) + ahead),
        mock.patch.object(claiming, "HOLD", HOLD),
        mock.patch.object(handing, "HOLD", HOLD),
        mock.patch.object(taking_up, "HOLD", HOLD),
    ):
        yield


def write_clinic(house: House, number: int) -> list[int]:
    """So many people, half of them in each of two branches, who agreed to be written to."""
    from rapport.lib import clock
    from rapport.people.actions import NewPatient, register_patients
    from rapport.people.models import Consent, ContactPoint, Patient
    from rapport.staff.models import Branch

    almaty = Branch.objects.create(
        name="Алматы", time_zone="Asia/Almaty", region="KZ", currency="KZT", language="ru"
    )
    day = clock.now().date() - timedelta(days=1)
    newcomers = [
        NewPatient(
            Patient(branch=(house.branch, almaty)[n % 2], full_name=f"王{n}", file_number=f"{n}"),
            [ContactPoint(kind="phone", value=_phone(n)), ContactPoint(kind="wechat", value=f"open{n:06}")],
            consents=[Consent(purpose="care", said="given", day=day)],
        )
        for n in range(number)
    ]
    return [patient.pk for patient in register_patients(newcomers, by=None)]


def _phone(n: int) -> str:
    return f"+7701{n:07}" if n % 2 else f"+86138{n:08}"


def write_outbox(people: list[int], channel: str, provider: str, values: Mapping[str, str]) -> ChannelAccount:
    """One message to each of them, due, and the account through which they go. What was there before is gone."""
    from rapport.lib import clock
    from rapport.outreach.accounts import kind_of, open_account, save_account
    from rapport.outreach.models import ChannelAccount, ChannelIdentity, Contact, Message
    from rapport.outreach.outbox import Draft, write_messages
    from rapport.people.models import Patient

    for model in (Message, Contact, ChannelIdentity, ChannelAccount):
        model.objects.all().delete()
    found = Patient.objects.select_related("branch").in_bulk(people)
    drafts = [Draft(found[pk], channel, _WORDS[found[pk].branch.language] % pk, f"recall:{pk}") for pk in people]
    for begin in range(0, len(drafts), 1_000):
        write_messages(drafts[begin : begin + 1_000], purpose="care", by=None)
    Message.objects.update(not_before=clock.now())
    account = save_account(ChannelAccount(name=provider, provider=provider, channel=channel), values)
    open_account(account).close()  # so that every worker, forked from here, has loaded what that takes
    if kind_of(account).by_invitation:
        known = {"account": account, "at": clock.now()}
        ChannelIdentity.objects.bulk_create(
            ChannelIdentity(patient_id=pk, user_id=f"open{pk:06}", token_hash=str(pk), **known) for pk in people
        )
    return account


def start_worker() -> Worker:
    """A process that sends as `rapport worker` does, until it is killed, or nobody is left to kill it."""
    parent = os.getpid()

    def send() -> None:
        from rapport.config.supervision import die_with_parent
        from rapport.outreach.sending.sender import Sender

        die_with_parent(parent, signal.SIGKILL)
        Sender().run(Event())

    return start(send)


def unsettled() -> int:
    """Messages that still wait or are in somebody's hand."""
    from rapport.outreach.models import Message

    return Message.objects.filter(state__in=("waiting", "claimed")).count()


@dataclass(frozen=True)
class Outcome:
    """What became of the messages. `lost`: neither brought to anybody nor listed as unknown or waiting. `doubled`:
    brought twice. `unlisted`: brought, but not told as sent or unknown. `garbled`: brought with other words.
    """

    messages: int
    sent: int
    unknown: int
    lost: int
    doubled: int
    unlisted: int
    garbled: int

    @property
    def wrong(self) -> int:
        return self.lost + self.doubled + self.unlisted + self.garbled

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in vars(self).items())


def outcome(delivered: Delivered) -> Outcome:
    """Compare what we say with what came out at the other end, once nothing more comes."""
    brought, number = delivered(), -1
    while number < len(brought):
        number = len(brought)
        time.sleep(QUIET)
        brought = delivered()
    return _compared(brought)


def _compared(delivered: list[tuple[str, str]]) -> Outcome:
    from rapport.outreach.models import Message

    times = Counter(address for address, _text in delivered)
    rows: list[Any] = list(Message.objects.select_related("patient").values_list("pk", "state", "body"))
    addresses = _addresses()
    words = dict(delivered)
    states = Counter(state for _pk, state, _body in rows)
    brought = {pk: times[addresses[pk]] for pk, _state, _body in rows}
    return Outcome(
        messages=len(rows),
        sent=states["sent"],
        unknown=states["unknown"],
        lost=sum(not brought[pk] and state not in ("unknown", "waiting") for pk, state, _body in rows),
        doubled=sum(many > 1 for many in brought.values()),
        unlisted=sum(bool(brought[pk]) and state not in ("sent", "unknown") for pk, state, _body in rows),
        garbled=sum(bool(brought[pk]) and words[addresses[pk]] != body for pk, _state, body in rows),
    )


def _addresses() -> dict[int, str]:
    """Where each message was to go, whether it went or not."""
    from rapport.outreach.models import ChannelIdentity, Message
    from rapport.people.models import ContactPoint

    known = dict(ChannelIdentity.objects.values_list("patient", "user_id"))
    phones = dict(ContactPoint.objects.filter(kind="phone").values_list("patient", "value"))
    return {pk: (known or phones)[patient] for pk, patient in Message.objects.values_list("pk", "patient")}
