"""What a sheet holds: every kind is tried, the one that explains most of its columns wins."""

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapport.importing.recognising.content import Profile, profile
from rapport.importing.recognising.fields import REQUIRED, Kind
from rapport.importing.recognising.fields import field as field_of
from rapport.importing.recognising.fitting import by_content, fit
from rapport.importing.recognising.headings import Claim, Why, claims, is_known_elsewhere, sheet_kinds
from rapport.importing.recognising.mapping import Mapping
from rapport.importing.recognising.sexes import holds_codes, meaning_of
from rapport.importing.recognising.shapes import no_table
from rapport.importing.values.dates import order_of
from rapport.lib import clock
from rapport.lib.folding import folded
from rapport.lib.money import decimal_of

_DATES = frozenset({"birth_date", "death_date", "registered_on", "consent_on", "date", "booked_on"})
_AMOUNTS = frozenset({"amount", "paid", "discount", "price", "refund"})
_PREFERRED = {"zh": ("ymd", "mdy", "dmy"), "ru": ("dmy", "ymd", "mdy"), "en": ("mdy", "dmy", "ymd")}
_LEAST_CLAIM, _LEAST_SCORE = 0.45, 1.2
_LOST = 0.3
_LONGEST = 200
_PERSONAL = frozenset({"full_name", "family_name", "phones", "birth_date"})
# under a heading that says neither, numbers may be anything: what was paid, a floor, a rating
_NUMBER_WORD = re.compile(r"\b(?:номер|код|карт\w*|n|ид|number|no|num|nr|code|id|card)\b|编号|号|卡|证")
_NAME_PARTS = frozenset({"family_name", "given_name"})


@dataclass(frozen=True)
class Guess:
    """`kind` is None where nothing fits. `why` says why each column was taken or left; `unused` are the left."""

    kind: Kind | None
    confidence: float
    mapping: Mapping
    unused: tuple[int, ...]
    why: Table[int, Why]


@dataclass
class _Attempt:
    kind: Kind
    taken: dict[int, Claim] = field(default_factory=dict)
    score: float = 0.0
    complete: bool = False


def recognise(
    sheet_name: str,
    headings: Sequence[str],
    sample: Sequence[Sequence[str]],
    *,
    language_hint: str | None = None,
    kind: Kind | None = None,
) -> Guess:
    """The kind of a sheet (or the one that a person has named) and the field of each of its columns, from its
    headings and its first rows."""
    today = clock.now().date()
    headings = [heading[:_LONGEST] for heading in headings]
    columns = [[row[column] if column < len(row) else "" for row in sample] for column in range(len(headings))]
    profiles = [profile(column, today) for column in columns]
    named = sheet_kinds(sheet_name)
    attempts = sorted(
        (_attempt(one, headings, profiles, one in named) for one in ([kind] if kind else Kind)),
        key=_rank,
        reverse=True,
    )
    best, second = attempts[0], attempts[1] if len(attempts) > 1 else _Attempt(attempts[0].kind)
    doubtful = kind is None and (best.score < _LEAST_SCORE or no_table(headings, sample) is not None)
    if not best.complete or doubtful:
        return Guess(None, 0.0, Mapping({}), tuple(range(len(headings))), _reasons(headings, {}))
    taken = {column: best.taken[column].field for column in sorted(best.taken)}
    mapping = Mapping(taken, *_written(taken, columns, headings, language_hint), _sexes(taken, columns))
    unused = tuple(column for column in range(len(headings)) if column not in taken)
    return Guess(best.kind, _confidence(best, second), mapping, unused, _reasons(headings, best.taken))


def _rank(attempt: _Attempt) -> tuple[bool, float]:
    return attempt.complete, attempt.score


def _attempt(kind: Kind, headings: Sequence[str], profiles: Sequence[Profile], named: bool) -> _Attempt:
    attempt = _Attempt(kind)
    for _, column, claim in sorted(_all_claims(kind, headings, profiles), key=lambda item: item[0]):
        if column not in attempt.taken and _is_free(claim, attempt):
            attempt.taken[column] = claim
    _settle_ends(attempt)
    _settle_names(attempt, headings)
    fields = {claim.field for claim in attempt.taken.values()}
    people = kind is Kind.PRICES and any(
        seen.filled and _is_of_person(heading) for heading, seen in zip(headings, profiles, strict=True)
    )
    attempt.complete = not people and all(fields & needed for needed in REQUIRED[kind])
    attempt.score = _score(attempt, headings) + (2.0 if named else 0.0)
    return attempt


def _all_claims(
    kind: Kind, headings: Sequence[str], profiles: Sequence[Profile]
) -> list[tuple[tuple[float, int, float, int], int, Claim]]:
    """Every claim with its place in the queue: the surest, then columns with the fewest choices, then weight."""
    newest = max((seen.years[-1] for seen in profiles if seen.years), default=clock.now().year)
    queue = []
    for column, (heading, seen) in enumerate(zip(headings, profiles, strict=True)):
        found = _claims(kind, heading, seen, newest)
        for claim in found:
            place = (-claim.strength, len(found), -field_of(kind, claim.field).weight, column)
            queue.append((place, column, claim))
    return queue


def _claims(kind: Kind, heading: str, seen: Profile, newest: int) -> list[Claim]:
    if seen.counts_rows and re.fullmatch(r"|no|n|id п п|#", folded(heading)):
        return []
    known = claims(kind, heading)
    fitting = [claim._replace(strength=claim.strength * fit(claim.field, seen)) for claim in known]
    fitting = [claim for claim in fitting if claim.strength >= _LEAST_CLAIM]
    if fitting or is_known_elsewhere(heading) or any(claims(other, heading) for other in Kind):
        return fitting
    unnamed = not heading or heading[-1].isdecimal() or _NUMBER_WORD.search(folded(heading))
    return [
        claim
        for claim in by_content(kind, seen, newest)
        if claim.strength >= _LEAST_CLAIM and (unnamed or claim.field != "file_number")
    ]


def _is_of_person(heading: str) -> bool:
    """Whether a column is somebody's name, phone or birth date: no price list has one."""
    known = () if claims(Kind.PRICES, heading) else claims(Kind.PATIENTS, heading)
    return any(claim.why is Why.HEADING and claim.field in _PERSONAL for claim in known)


def _is_free(claim: Claim, attempt: _Attempt) -> bool:
    taken = {other.field for other in attempt.taken.values()}
    if claim.why is Why.CONTENT and claim.field == "full_name" and taken & _NAME_PARTS:
        return False
    return claim.field not in taken or (
        field_of(attempt.kind, claim.field).repeatable and claim.why is not Why.CONTENT
    )


def _settle_ends(attempt: _Attempt) -> None:
    """Beside the moment it really began, an end is the moment it really ended."""
    fields = {claim.field: column for column, claim in attempt.taken.items()}
    if "started" in fields and "end" in fields and "ended" not in fields:
        column = fields["end"]
        attempt.taken[column] = attempt.taken[column]._replace(field="ended")


def _settle_names(attempt: _Attempt, headings: Sequence[str]) -> None:
    """«Имя» alone is a whole name where there is no family name; «Name» beside «Vorname» is the family name."""
    fields = {claim.field: column for column, claim in attempt.taken.items()}
    if "given_name" not in fields or "family_name" in fields:
        return
    whole = fields.get("full_name")
    if whole is None:
        attempt.taken[fields["given_name"]] = attempt.taken[fields["given_name"]]._replace(field="full_name")
    elif folded(headings[whole]) == "name":
        attempt.taken[whole] = attempt.taken[whole]._replace(field="family_name")


def _score(attempt: _Attempt, headings: Sequence[str]) -> float:
    """What the taken columns weigh, less those that another kind would have known."""
    counted: set[str] = set()
    total = 0.0
    for claim in attempt.taken.values():
        weight = field_of(attempt.kind, claim.field).weight
        total += weight * claim.strength * (0.2 if claim.field in counted else 1.0)
        counted.add(claim.field)
    left = (heading for column, heading in enumerate(headings) if column not in attempt.taken)
    return total - sum(_lost(attempt.kind, heading) for heading in left)


@lru_cache(maxsize=4096)
def _lost(kind: Kind, heading: str) -> float:
    """What a column that this kind leaves aside would weigh in another."""
    others = [(other, claim) for other in Kind if other is not kind for claim in claims(other, heading)]
    weights = [field_of(other, claim.field).weight for other, claim in others if claim.why is Why.HEADING]
    return _LOST * max(weights, default=0.0)


def _confidence(best: _Attempt, second: _Attempt) -> float:
    """Sure where much is explained and no other kind explains as much."""
    rival = second.score if second.complete else second.score * 0.5
    lead = (best.score - max(rival, 0.0)) / best.score
    sure = sum(claim.strength for claim in best.taken.values()) / max(len(best.taken), 1)
    return round(min(1.0, (0.45 + 0.55 * min(1.0, lead * 2)) * min(1.0, best.score / 3) * sure), 2)


def _reasons(headings: Sequence[str], taken: Table[int, Claim]) -> dict[int, Why]:
    return {
        column: taken[column].why if column in taken else _left(heading) for column, heading in enumerate(headings)
    }


def _left(heading: str) -> Why:
    return Why.NOT_OURS if is_known_elsewhere(heading) else Why.UNKNOWN


def _written(
    taken: Table[int, str], columns: Sequence[Sequence[str]], headings: Sequence[str], hint: str | None
) -> tuple[str, str]:
    """The order of its dates and the mark of its decimals, decided over all columns that have them."""
    days = [value for column, name in taken.items() if name in _DATES for value in columns[column]]
    sums = [value for column, name in taken.items() if name in _AMOUNTS for value in columns[column]]
    preferred = _PREFERRED[language_of(headings, hint)]
    return order_of(days, preferred, clock.now().date()), decimal_of(sums)


def _sexes(taken: Table[int, str], columns: Sequence[Sequence[str]]) -> dict[str, str]:
    """What the codes of a program in the column of sex mean; nothing where it holds words."""
    places = {name: column for column, name in taken.items()}
    cells = columns[places["sex"]] if "sex" in places else ()
    if not holds_codes(cells):
        return {}
    parts = [
        columns[places[part]]
        for part in ("full_name", "family_name", "given_name", "middle_name")
        if part in places
    ]
    return meaning_of(cells, [" ".join(filter(None, words)) for words in zip(*parts, strict=True)])


def language_of(headings: Sequence[str], hint: str | None) -> str:
    """The language in which a sheet is headed; its dates are written as there."""
    text = " ".join(headings).lower()
    if re.search(r"[\u4e00-\u9fff]", text):
        return "zh"
    if re.search(r"[а-яё]", text):
        return "ru"
    return hint[:2] if hint and hint[:2] in _PREFERRED else "en"
