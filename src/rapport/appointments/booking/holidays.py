"""Public holidays of the countries in which branches are."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _of_year(region: str, year: int) -> dict[date, str]:
    try:
        return dict(holidays.country_holidays(region, years=year))
    except NotImplementedError:  # a country of which the library knows nothing
        return {}


def holidays_between(region: str, first: date, last: date) -> dict[date, str]:
    """The public holidays of `region` (two letters) from `first` to `last`, with their names as the country calls
    them; in years that its government has not settled yet, by the rule of those before."""
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in _of_year(region, year).items() if first <= day <= last}
