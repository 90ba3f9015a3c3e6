"""The lane of one account: several messages on their way at once, and what comes back written down."""

from __future__ import annotations

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Event

from django.db import connection
from django.utils.translation import gettext as _

from rapport.lib import clock
from rapport.outreach.channels.base import Accepted, NotSent, Provider, Unknown
from rapport.outreach.models import ChannelAccount
from rapport.outreach.sending.claiming import InHand, claim, something_due, take_up
from rapport.outreach.sending.pacing import give_back, take_places
from rapport.outreach.sending.settling import Answer, settle_answers

log = logging.getLogger(__name__)

# messages of one account on their way at once from one worker, and so the most that its death leaves in doubt
WIDTH = 16
# seconds between two looks where nothing is due
IDLE = 0.5
# seconds in which others may come back too, to be written down with the first
_TOGETHER = 0.01
# seconds that a provider is left alone after it took nothing, twice as long each time
_FIRST_REST, _LONGEST_REST = 1.0, 60.0


class Lane:
    """Sends what waits for `account` through `provider`, until `stopping`. Its thread has a connection to the
    database of its own; those that carry the messages have none.
    """

    def __init__(self, account: ChannelAccount, provider: Provider, stopping: Event) -> None:
        self.account, self._provider, self._stopping = account, provider, stopping
        self._flying: dict[Future[Answer], InHand] = {}
        self._rest, self._rests_until = 0.0, 0.0
        # the last look found some: there may be more
        self._more = False

    @property
    def busy(self) -> bool:
        """Whether messages are on their way, or their end is not written yet."""
        return bool(self._flying)

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
        """Settle what has come back, take new ones in hand, and wait for something to happen."""
        self._settle()
        room = WIDTH - len(self._flying)
        if room >= WIDTH // 2 and not self._stopping.is_set() and time.monotonic() >= self._rests_until:
            for hand, start in self._next(room):
                self._flying[threads.submit(self._carry, hand, start)] = hand
        if self.busy:
            wait(self._flying, timeout=IDLE, return_when=FIRST_COMPLETED)
            wait(self._flying, timeout=_TOGETHER)
        else:
            self._stopping.wait(IDLE)

    def _next(self, room: int) -> list[tuple[InHand, float]]:
        """Messages, each with the moment (of the monotonic clock) at which it may go."""
        if not self._more and not something_due(self.account):
            return []
        places = take_places(self.account, room)
        hands = take_up(self.account, len(places)) or claim(self.account, len(places))
        give_back(self.account, places[len(hands) :])
        self._more = bool(hands)
        now, tick = clock.now(), time.monotonic()
        starts = [tick + (place - now).total_seconds() for place in places]
        return list(zip(hands, starts, strict=False))

    def _carry(self, hand: InHand, start: float) -> Answer:
        """Hand a message over, or ask what became of it. In a thread without a transaction."""
        while (early := start - time.monotonic()) > 0 and not self._stopping.wait(early):
            pass
        if hand.stale or (early > 0 and not hand.doubtful):
            return NotSent(_("The worker was stopped before it began."), final=False, pause=timedelta(0))
        try:
            return self._provider.lookup(hand.outgoing) if hand.doubtful else self._provider.send(hand.outgoing)
        except (NotSent, Unknown) as answer:
            return answer
        except Exception as error:
            log.exception("What %s did with message %s is not known.", self.account, hand.message_id)
            return Unknown(f"{type(error).__name__}: {error}")

    def _settle(self) -> None:
        """Those that came back leave the lane once their end is written, not before."""
        back = [(future, hand) for future, hand in self._flying.items() if future.done()]
        if not back:
            return
        answers = [(hand, future.result()) for future, hand in back]
        settle_answers(answers, type(self._provider))
        for future, _hand in back:
            del self._flying[future]
        self._consider([answer for _hand, answer in answers])

    def _consider(self, answers: list[Answer]) -> None:
        """A provider that takes nothing is left alone, for longer each time."""
        if any(isinstance(answer, Accepted) for answer in answers):
            self._rest = 0.0
        elif any(isinstance(answer, NotSent) and not answer.final for answer in answers):
            self._take_a_rest()

    def _take_a_rest(self) -> None:
        self._rest = min(max(self._rest * 2, _FIRST_REST), _LONGEST_REST)
        self._rests_until = time.monotonic() + self._rest
