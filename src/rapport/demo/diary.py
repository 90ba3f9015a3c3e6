"""The dentists' time at one branch: nobody is in two chairs at once."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from rapport.demo.shapes import DemoBranch
from rapport.demo.timetable import is_off, spans

_CELL = 15  # minutes


class Diary:
    def __init__(self, branch: DemoBranch, today: date) -> None:
        self.branch, self.today = branch, today
        self.zone = ZoneInfo(branch.time_zone)
        self.load: Counter[date] = Counter()  # appointments kept or to come, by day
        self._opens = branch.opens_at.hour * 60 + branch.opens_at.minute
        self._spans = [tuple(at.hour * 60 + at.minute for at in span) for span in spans(branch.key)]
        self._taken: dict[tuple[str, date], int] = {}

    def free(self, day: date, dentist: str, minutes: int) -> list[int]:
        """The half hours, in minutes of the day, at which `dentist` has `minutes` to spare."""
        if is_off(dentist, day, self.today):
            return []
        taken = self._taken.get((dentist, day), 0)
        starts = [at for begins, ends in self._spans for at in range(begins, ends - minutes + 1, 30)]
        return [start for start in starts if not taken & self._cells(start, minutes)]

    def take(self, day: date, dentist: str, start: int, minutes: int) -> datetime:
        """Keep the time and say when it begins. Raises ValueError when it is taken."""
        cells = self._cells(start, minutes)
        taken = self._taken.get((dentist, day), 0)
        if taken & cells:
            raise ValueError(f"{dentist} is busy on {day} at {start // 60}:{start % 60:02}")
        self._taken[dentist, day] = taken | cells
        self.load[day] += 1
        return datetime.combine(day, time(start // 60, start % 60), self.zone)

    def find(self, rng: Random, day: date, dentist: str, minutes: int) -> datetime:
        """A random free time on `day` or the first day after it that has one, kept."""
        while not (starts := self.free(day, dentist, minutes)):
            day += timedelta(days=1)
        return self.take(day, dentist, rng.choice(starts), minutes)

    def _cells(self, start: int, minutes: int) -> int:
        first = (start - self._opens) // _CELL
        return ((1 << -(-minutes // _CELL)) - 1) << first
