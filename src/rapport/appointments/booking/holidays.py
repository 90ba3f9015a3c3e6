"""Public holidays of the countries in which branches are."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

# language of the house → as the library calls it
_LANGUAGES = {"zh-hans": "zh_CN", "ru": "ru", "en": "en_US"}


@lru_cache(maxsize=64)
def _of_year(region: str, year: int, language: str) -> dict[date, str]:
    try:
        own = holidays.country_holidays(region)
        spoken = _LANGUAGES.get(language, "")
        known = spoken if spoken in own.supported_languages else own.default_language
        return dict(holidays.country_holidays(region, years=year, language=known))
    except NotImplementedError:  # a country of which the library knows nothing
        return {}


def holidays_between(region: str, first: date, last: date, language: str = "") -> dict[date, str]:
    """The public holidays of `region` (two letters) from `first` to `last`, named in `language`, else as the
    country calls them; in years that its government has not settled yet, by the rule of those before."""
    years = range(first.year, last.year + 1)
    return {
        day: name
        for year in years
        for day, name in _of_year(region, year, language).items()
        if first <= day <= last
    }
