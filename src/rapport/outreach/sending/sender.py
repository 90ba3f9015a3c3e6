"""A lane for every account in use, in one process beside the other work of `rapport worker`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.forms.models import model_to_dict

from rapport.lib.refusal import Refused
from rapport.outreach.accounts import open_account
from rapport.outreach.models import ChannelAccount
from rapport.outreach.receipts import catch_up
from rapport.outreach.sending.claiming import expire
from rapport.outreach.sending.lane import Lane
from rapport.outreach.sending.taking_up import abandon

log = logging.getLogger(__name__)

# seconds between two looks at which accounts there are
LOOK = 2.0


@dataclass
class _Open:
    """A lane in its thread, and the account as it read when it was opened."""

    told: object
    thread: Thread
    stopping: Event


class Sender:
    """Keeps the lanes as the accounts are: one that is changed is closed and opened anew."""

    def __init__(self) -> None:
        self._open: dict[int, _Open] = {}
        self._closing: list[_Open] = []

    def run(self, stopping: Event) -> None:
        """Until told to stop; then what is on its way is waited for."""
        while not stopping.is_set():
            try:
                self.look()
            except DatabaseError:
                log.exception("The accounts could not be read; trying again.")
                connection.close()
            stopping.wait(LOOK)
        self._close(list(self._open))
        for lane in self._closing:
            lane.thread.join()
        connection.close()

    def look(self) -> None:
        """Open and close lanes, and look after what no lane does."""
        accounts = {account.pk: account for account in ChannelAccount.objects.all()}
        used = {pk: account for pk, account in accounts.items() if account.on}
        told = {pk: _told(account) for pk, account in used.items()}
        self._close([pk for pk, lane in self._open.items() if told.get(pk) != lane.told])
        for pk in used.keys() - self._open.keys():
            self._start(used[pk], told[pk])
        for pk in accounts.keys() - self._open.keys():
            abandon(accounts[pk])
        expire()
        catch_up()
        self._closing = [lane for lane in self._closing if lane.thread.is_alive()]

    def _start(self, account: ChannelAccount, told: object) -> None:
        try:
            provider = open_account(account)
        except Refused as refusal:
            log.warning("Nothing is sent through %s: %s", account, refusal)
            return
        stopping = Event()
        thread = Thread(target=Lane(account, provider, stopping).run, name=f"lane {account.pk}", daemon=True)
        thread.start()
        self._open[account.pk] = _Open(told, thread, stopping)

    def _close(self, ids: list[int]) -> None:
        for pk in ids:
            lane = self._open.pop(pk)
            lane.stopping.set()
            self._closing.append(lane)


def _told(account: ChannelAccount) -> object:
    """All that a lane is opened with."""
    return model_to_dict(account), account.hook, bytes(account.secrets)
