"""How well the content of a column goes with a field, and what a column without a known heading may be."""

from collections.abc import Iterator

from rapport.importing.recognising.content import Profile, Shape
from rapport.importing.recognising.fields import Kind
from rapport.importing.recognising.headings import Claim, Why

_NUMBERS = (Shape.NUMBER, Shape.MONEY)
_DAYS = (Shape.DATE,)
_CLOCKS = (Shape.TIME, Shape.DATE)
_NEEDS: dict[str, tuple[Shape, ...]] = {
    **dict.fromkeys(("birth_date", "death_date", "registered_on", "consent_on", "date", "booked_on"), _DAYS),
    **dict.fromkeys(("time", "end", "started", "ended", "checked_in"), _CLOCKS),
    **dict.fromkeys(("amount", "paid", "discount", "quantity"), _NUMBERS),
    "price": (*_NUMBERS, Shape.RANGE),
    **dict.fromkeys(("duration", "waiting_minutes"), (*_NUMBERS, Shape.TIME)),
    **dict.fromkeys(("deceased", "consent"), (Shape.ANSWER, Shape.DATE, Shape.LETTERS)),
    **dict.fromkeys(
        ("full_name", "family_name", "given_name", "middle_name", "dentist", "treatment_name", "name"),
        (Shape.LETTERS,),
    ),
    **dict.fromkeys(("method", "complaint", "occupation", "source", "guardian"), (Shape.LETTERS,)),
    **dict.fromkeys(("phones", "guardian_phone"), (Shape.PHONE, Shape.SOMEBODYS_PHONE)),
    "emails": (Shape.EMAIL,),
    "sex": (Shape.SEX, Shape.SEX_CODE),
    "refund": (*_NUMBERS, Shape.ANSWER, Shape.LETTERS),
    "status": (Shape.STATUS, Shape.WORDS),
    "attended": (Shape.ANSWER, Shape.STATUS),
    "no_show": (Shape.ANSWER,),
    "teeth": (Shape.TOOTH, Shape.NUMBER),
}
_CONTRADICTS: dict[str, tuple[Shape, ...]] = {
    **dict.fromkeys(("full_name", "family_name", "given_name", "dentist"), (Shape.EMAIL, Shape.DATE)),
    **dict.fromkeys(("file_number", "external_id", "code"), (Shape.DATE, Shape.EMAIL)),
    "status": (Shape.DATE, Shape.TIME),
    "service": (Shape.DATE, Shape.TIME),
    "address": (Shape.DATE, Shape.EMAIL),
    "referrer": (Shape.DATE,),
    "chair": (Shape.DATE,),
}
_FEW, _MOST = 0.25, 0.8


def fit(field: str, profile: Profile) -> float:
    """1 where the content may be the field's, less where it speaks against it; empty columns speak of nothing."""
    if not profile.filled:
        return 0.95
    if field in _NEEDS and profile.share(*_NEEDS[field]) < _FEW:
        return 0.3
    numeric_id = field in ("file_number", "external_id", "code") and profile.share(Shape.NUMBER) > _MOST
    if field in _CONTRADICTS and not numeric_id and profile.share(*_CONTRADICTS[field]) > _MOST:
        return 0.3
    if field in ("date", "booked_on", "registered_on") and profile.share(Shape.DATE) < _FEW * 2:
        return 0.8
    return 1.0


def by_content(kind: Kind, profile: Profile, newest_year: int) -> Iterator[Claim]:
    """What a column under an unknown heading may hold, from its cells alone."""
    if profile.filled < 2:
        return
    for shape, least, strength, fields in _SIGNS:
        if profile.share(shape) >= least and kind in fields:
            yield Claim(fields[kind], strength, Why.CONTENT)
    if profile.share(Shape.DATE) >= _MOST:
        yield from _day(kind, profile, newest_year)
    if _looks_like_file_number(profile) and kind is Kind.PATIENTS:
        yield Claim("file_number", 0.5, Why.CONTENT)


_PEOPLE = (Kind.PATIENTS, Kind.VISITS, Kind.APPOINTMENTS, Kind.PAYMENTS)
_SIGNS: tuple[tuple[Shape, float, float, dict[Kind, str]], ...] = (
    (Shape.EMAIL, 0.7, 0.6, {Kind.PATIENTS: "emails"}),
    (Shape.SEX, 0.9, 0.6, {Kind.PATIENTS: "sex"}),
    (Shape.PHONE, _MOST, 0.6, dict.fromkeys(_PEOPLE, "phones")),
    (Shape.STATUS, 0.9, 0.58, {Kind.APPOINTMENTS: "status"}),
    (Shape.METHOD, 0.9, 0.58, {Kind.PAYMENTS: "method"}),
    (Shape.CODE, 0.7, 0.6, {Kind.VISITS: "treatment_code", Kind.PRICES: "code"}),
    (Shape.NAME, 0.7, 0.58, dict.fromkeys(_PEOPLE, "full_name")),
    (
        Shape.TREATMENT,
        0.7,
        0.56,
        {Kind.VISITS: "treatment_name", Kind.PRICES: "name", Kind.APPOINTMENTS: "service"},
    ),
    (Shape.TIME, 0.9, 0.55, {Kind.APPOINTMENTS: "time"}),
    (Shape.MONEY, _MOST, 0.52, {Kind.VISITS: "amount", Kind.PAYMENTS: "amount", Kind.PRICES: "price"}),
    (Shape.NUMBER, 0.9, 0.45, {Kind.PRICES: "price"}),
)


def _day(kind: Kind, profile: Profile, newest_year: int) -> Iterator[Claim]:
    """Days of birth lie far apart and long ago."""
    middle = profile.years[len(profile.years) // 2] if profile.years else newest_year
    born = middle <= newest_year - 12 and profile.years[-1] - profile.years[0] >= 8
    if born and kind is not Kind.PRICES:
        yield Claim("birth_date", 0.6, Why.CONTENT)
    elif not born and kind in (Kind.VISITS, Kind.APPOINTMENTS, Kind.PAYMENTS):
        yield Claim("date", 0.56, Why.CONTENT)


def _looks_like_file_number(profile: Profile) -> bool:
    plain_number = profile.share(Shape.NUMBER) > _MOST or profile.share(Shape.LETTERS) > _MOST
    other = profile.share(Shape.DATE, Shape.NAME, Shape.PHONE, Shape.WORDS, Shape.EMAIL, Shape.MONEY)
    return (
        plain_number and profile.distinct == 1 and profile.filled >= 3 and not profile.counts_rows and other < _FEW
    )
