"""What stands in the record itself, and where somebody stands."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Min, QuerySet, Value
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib.bits import bits
from rapport.lib.day_numbers import DayNumber, number_of
from rapport.lib.facts import AsOf, Codes, DerivedFact, Fact, FactSource, FactType, Tells, Unit
from rapport.people import names
from rapport.people.facts.coding import NEED_BITS, coded
from rapport.people.models import Patient, PatientTag, Source, Tag
from rapport.people.models.patient import Influence, Sex
from rapport.people.models.source import SourceKind
from rapport.people.models.standing import GRADES, Scheme
from rapport.people.models.tag import BuiltInTag
from rapport.people.names.name_days import NAME_DAYS
from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES


def _birthdays(as_of: AsOf) -> QuerySet[Any, Any]:
    born = DayNumber("birth_date")
    return (
        Patient.objects.filter(birth_date__isnull=False, birth_date__lte=as_of.day)
        .annotate(
            birthday=born % 10_000,
            # whole numbers divided give the full years
            age=(Value(number_of(as_of.day)) - born) / 10_000,
        )
        .values("birthday", "age", patient_id=F("id"))
    )


def _having_birthday(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    """Who was born on such a day of any year. Each is named: days have an index, days of a year have none."""
    days = {before.day + timedelta(days=n) for n in range(1, (now.day - before.day).days + 1)}
    numbers = {(day.month, day.day) for day in days}
    if (3, 1) in numbers:  # in years without a 29 February
        numbers.add((2, 29))
    oldest = min(Patient.objects.aggregate(born=Min("birth_date"))["born"] or now.day, now.day)
    born = [
        date(year, month, day)
        for year in range(oldest.year, now.day.year + 1)
        for month, day in numbers
        if (month, day) != (2, 29) or isleap(year)
    ]
    yield Patient.objects.filter(birth_date__in=born).values(patient_id=F("id"))


def _needs(as_of: AsOf) -> QuerySet[Any, Any]:
    """The needs that a person has named (REC-8): every built-in tag but the one that says they have been here."""
    stated = PatientTag.objects.filter(tag__built_in__in=NEED_BITS)
    return stated.values("patient_id").annotate(needs=bits("tag__built_in", NEED_BITS))


# the names that the clinic gives to branches, sources and tags
WRITTEN = ((Branch, ("id", "name")), (Source, ("id", "name")), (Tag, ("id", "name", "built_in")))


def _branches() -> Codes:
    names_of = {branch.name: branch.pk for branch in Branch.objects.all()}
    return Codes({name: name for name in names_of}, names_of)


def _sources() -> Codes:
    known = {source.name: source.pk for source in Source.objects.all()}
    return Codes({name: name for name in known}, known)


def _tags() -> Codes:
    """Built-in tags by their code, the clinic's own by their name."""
    tags = list(Tag.objects.all())
    keys = {tag.built_in or tag.name: tag for tag in tags}
    return Codes({key: str(tag) for key, tag in keys.items()}, {key: tag.pk for key, tag in keys.items()})


def _grades(scheme: Scheme) -> Callable[[], Codes]:
    """The grades of a scheme; letters and digits are said with their meaning: A · loyal and recommending."""
    lettered = scheme in (Scheme.CARE, Scheme.PROSPECT)
    return lambda: Codes(
        {
            grade: format_lazy("{} · {}", grade, words) if lettered else words
            for grade, words in GRADES[scheme].items()
        }
    )


# the word by which a condition asks for the grade of a scheme
CLASSES = {
    Scheme.CARE: "care_class",
    Scheme.VALUE: "value_class",
    Scheme.PROSPECT: "prospect_class",
    Scheme.LOYALTY: "loyalty",
    Scheme.LIFECYCLE: "lifecycle",
}


def _standing(name: str, scheme: Scheme) -> Fact:
    """Where somebody stands, as the policies in force have it."""
    return Fact(
        name,
        FactType.CHOICE,
        scheme.label,
        codes=_grades(scheme),
        sql=f"(SELECT NULLIF(st.{scheme}, '') FROM people_standing st WHERE st.patient_id = f.patient_id)",  # noqa: S608
        tells=(Tells.STANDING,),
    )


def _name_day() -> str:
    """The name-day of the given name, as SQL; the names are our own and nothing but letters (BAS-4). Looked for
    by the first letter, then among the few that begin with it.
    """
    by_letter: dict[str, str] = {}
    for name, day in NAME_DAYS.items():
        by_letter[name[0]] = f"{by_letter.get(name[0], '')} WHEN '{name}' THEN {day}"
    cases = " ".join(f"WHEN '{letter}' THEN CASE p.given_key{names} END" for letter, names in by_letter.items())
    return f"(CASE substr(p.given_key, 1, 1) {cases} END)"


SOURCES = (
    FactSource(
        "birthday",
        (
            # month × 100 + day: 5 March is 305
            Fact("birthday", FactType.ANNUAL, _("birthday")),
            Fact("age", FactType.NUMBER, _("age"), unit=Unit.YEARS),
        ),
        _birthdays,
        _having_birthday,
    ),
    FactSource(
        "need",
        (
            Fact(
                "needs",
                FactType.SET,
                _("stated needs"),
                0,
                codes=coded(BuiltInTag, NEED_BITS),
                tells=(Tells.DEALINGS,),
            ),
        ),
        _needs,
    ),
)


DERIVED = (
    # beside the figures, since almost every question leaves the dead out
    DerivedFact("deceased", FactType.BOOLEAN, _("deceased"), formula='p."deceased"'),
)


OWN = (
    *(_standing(name, scheme) for scheme, name in CLASSES.items()),
    Fact(
        "name",
        FactType.TEXT,
        pgettext_lazy("of a person", "name"),
        sql="NULLIF(p.name_key, '')",
        fold=names.fold,
    ),
    Fact("first_name", FactType.TEXT, _("first name"), sql="NULLIF(p.given_key, '')", fold=names.fold),
    Fact("name_day", FactType.ANNUAL, _("name-day"), sql=_name_day()),
    Fact("sex", FactType.CHOICE, _("sex"), codes=coded(Sex), sql="NULLIF(p.sex, '')"),
    Fact("branch", FactType.CHOICE, _("branch"), codes=_branches, sql="p.branch_id"),
    Fact("source", FactType.CHOICE, _("source"), codes=_sources, sql="p.source_id"),
    Fact(
        "source_kind",
        FactType.CHOICE,
        _("kind of source"),
        codes=coded(SourceKind),
        sql="(SELECT x.kind FROM people_source x WHERE x.id = p.source_id)",
    ),
    Fact(
        "language",
        FactType.CHOICE,
        _("preferred language"),
        codes=lambda: Codes(dict(LANGUAGES)),
        sql="NULLIF(p.language, '')",
    ),
    Fact(
        "influence",
        FactType.CHOICE,
        _("social influence"),
        codes=coded(Influence),
        sql="NULLIF(p.influence, '')",
        tells=(Tells.INFLUENCE,),
    ),
    Fact("travel", FactType.NUMBER, _("travel"), unit=Unit.MINUTES, sql="p.travel_minutes"),
    Fact("registered", FactType.DATE, _("with the clinic since"), sql="p.registered_on"),
    Fact(
        "has_steward",
        FactType.BOOLEAN,
        _("looked after by a steward"),
        sql=(
            "EXISTS (SELECT 1 FROM people_steward x JOIN staff_user u ON u.id = x.user_id AND u.is_active "
            "WHERE x.patient_id = f.patient_id AND x.until IS NULL)"
        ),
    ),
    Fact(
        "referred",
        FactType.BOOLEAN,
        _("came through a referral"),
        # the source says so, too, where nobody has written down who it was
        sql="(p.referrer_id IS NOT NULL OR p.referrer_words <> '' OR EXISTS "
        "(SELECT 1 FROM people_source s WHERE s.id = p.source_id AND s.kind = 'referral'))",
    ),
    Fact(
        "referred_by",
        FactType.TEXT,
        _("name of who referred them"),
        sql="(SELECT NULLIF(x.name_key, '') FROM people_patient x WHERE x.id = p.referrer_id)",
        fold=names.fold,
    ),
    Fact("birth_month", FactType.NUMBER, _("month of birth"), sql="f.birthday / 100", least=1, most=12),
    Fact("stated_need", FactType.BOOLEAN, _("has named a need"), sql="(f.needs > 0)", tells=(Tells.DEALINGS,)),
    # who left and came again has not left, though nobody has written down the return
    Fact(
        "left",
        FactType.BOOLEAN,
        _("gone for good"),
        sql=(
            "(f.departures > 0 AND NOT EXISTS (SELECT 1 FROM people_departure x WHERE x.patient_id = f.patient_id "
            "AND x.left_on < f.last_visit AND (x.returned_on IS NULL OR x.returned_on > f.as_of)))"
        ),
    ),
    Fact("dissatisfied", FactType.BOOLEAN, _("dissatisfied"), sql="(f.unhappy > 0)", tells=(Tells.DEALINGS,)),
    Fact(
        "tags",
        FactType.SET,
        _("tags"),
        codes=_tags,
        sql="SELECT 1 FROM people_patienttag t WHERE t.patient_id = f.patient_id AND t.tag_id IN ({codes})",
        tells=(Tells.DEALINGS,),
    ),
)
