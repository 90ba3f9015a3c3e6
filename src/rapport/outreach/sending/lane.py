"""The lane of one account: several messages on their way at once, and what comes back written down."""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Event

from django.db import connection, transaction

from rapport.lib import clock
from rapport.outreach.channels.base import Accepted, NotSent, Provider, Unknown
from rapport.outreach.models import ChannelAccount
from rapport.outreach.models.trouble import Trouble, Words
from rapport.outreach.sending.claiming import InHand, claim, something_due
from rapport.outreach.sending.handing import hand_over, let_go
from rapport.outreach.sending.pacing import give_back, take_places
from rapport.outreach.sending.settling import Answer, settle_answers
from rapport.outreach.sending.taking_up import forsaken, take_up

log = logging.getLogger(__name__)

# messages of one account on their way at once from one worker, and so the most that its death leaves in doubt
WIDTH = 16
# messages that are claimed at once, to be handed over next
AT_ONCE = 64
# seconds between two looks where nothing is due
IDLE = 0.5
# seconds in which others may come back too, to be written down with the first
_TOGETHER = 0.03
# seconds that a provider is left alone after it took nothing, twice as long each time
_FIRST_REST, _LONGEST_REST = 1.0, 60.0


class Lane:
    """Sends what waits for `account` through `provider`, until `stopping`. Its thread has a connection to the
    database of its own; those that carry the messages have none.
    """

    def __init__(self, account: ChannelAccount, provider: Provider, stopping: Event) -> None:
        self.account, self._provider, self._stopping = account, provider, stopping
        self._flying: dict[Future[Answer], InHand] = {}
        # each with the moment (of the monotonic clock) at which it may go
        self._next: deque[tuple[InHand, float]] = deque()
        self._rest, self._rests_until = 0.0, 0.0
        # the last look found some: there may be more
        self._more = False

    @property
    def busy(self) -> bool:
        """Whether messages are on their way or in hand, or their end is not written yet."""
        return bool(self._flying or self._next)

    def run(self) -> None:
        """Until told to stop; what is on its way then is waited for and written down."""
        with ThreadPoolExecutor(WIDTH) as threads:
            while self.busy or not self._stopping.is_set():
                try:
                    self.turn(threads)
                except Exception:
                    log.exception("Messages of %s could not be claimed or settled; trying again.", self.account)
                    connection.close()
                    self._take_a_rest()
                    self._stopping.wait(IDLE)
        self._provider.close()
        connection.close()

    def turn(self, threads: ThreadPoolExecutor) -> None:
        """Write down what came back, hand over the next, take more in hand, and wait for something to happen."""
        self._exchange(threads)
        if len(self._next) < WIDTH and not self._stopping.is_set() and not self._resting:
            self._next.extend(found := self._taken_in_hand())
            if found:
                return
        if self._flying:
            wait(self._flying, timeout=IDLE, return_when=FIRST_COMPLETED)
            wait(self._flying, timeout=_TOGETHER)
        else:
            self._stopping.wait(IDLE)

    @property
    def _resting(self) -> bool:
        return time.monotonic() < self._rests_until

    def _taken_in_hand(self) -> list[tuple[InHand, float]]:
        """Messages, each with the moment at which it may go."""
        if not self._more and not (something_due(self.account) or forsaken(self.account).exists()):
            return []
        # the first few leave soon; where there are many, many are claimed at once
        places = take_places(self.account, AT_ONCE if self._more else WIDTH)
        hands = take_up(self.account, len(places)) or claim(self.account, len(places))
        give_back(self.account, places[len(hands) :])
        self._more = bool(hands)
        now, tick = clock.now(), time.monotonic()
        starts = [tick + (place - now).total_seconds() for place in places]
        return list(zip(hands, starts, strict=False))

    def _exchange(self, threads: ThreadPoolExecutor) -> None:
        """What came back is written down, and so is that others leave, before they do: in one transaction."""
        back = [future for future in self._flying if future.done()]
        answers = [(self._flying[future], future.result()) for future in back]
        leaving = self._leaving(WIDTH - len(self._flying) + len(back))
        if not answers and not leaving:
            return
        with transaction.atomic():
            settle_answers(answers, type(self._provider))
            gone = {hand.message_id: hand for hand in hand_over([hand for hand, _start in leaving])}
        for future in back:
            del self._flying[future]
        for hand, start in leaving:
            self._next.popleft()
            if hand.message_id in gone:
                self._flying[threads.submit(self._carry, gone[hand.message_id], start)] = gone[hand.message_id]
        self._consider([answer for _hand, answer in answers])

    def _leaving(self, room: int) -> list[tuple[InHand, float]]:
        """Those that go now; when told to stop nobody does, and they are let go of."""
        if self._stopping.is_set():
            let_go([hand for hand, _start in self._next])
            self._next.clear()
        return [] if self._resting else list(self._next)[:room]

    def _carry(self, hand: InHand, start: float) -> Answer:
        """Hand a message over. In a thread without a transaction."""
        while (early := start - time.monotonic()) > 0 and not self._stopping.wait(early):
            pass
        if hand.stale or early > 0:
            return NotSent(Words.of(Trouble.STOPPED_BEFORE), final=False, pause=timedelta(0))
        try:
            return self._provider.send(hand.outgoing)
        except (NotSent, Unknown) as answer:
            return answer
        except Exception as error:
            log.exception("What %s did with message %s is not known.", self.account, hand.message_id)
            return Unknown(Words.said(f"{type(error).__name__}: {error}"))

    def _consider(self, answers: list[Answer]) -> None:
        """A provider that takes nothing is left alone, for longer each time."""
        if any(isinstance(answer, Accepted) for answer in answers):
            self._rest = 0.0
        elif any(isinstance(answer, NotSent) and not answer.final for answer in answers):
            self._take_a_rest()

    def _take_a_rest(self) -> None:
        self._rest = min(max(self._rest * 2, _FIRST_REST), _LONGEST_REST)
        self._rests_until = time.monotonic() + self._rest
