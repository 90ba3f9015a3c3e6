"""What the record itself says about a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, TextChoices, Value
from django.db.models.lookups import In
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib.bits import bits, in_order
from rapport.lib.day_numbers import DayNumber, number_of
from rapport.lib.facts import (
    AsOf,
    Codes,
    DerivedFact,
    Fact,
    FactSource,
    FactType,
    RelatedRows,
    Tells,
    Unit,
    reached,
)
from rapport.people import names
from rapport.people.models import (
    Consent,
    ContactPoint,
    Departure,
    LikelyDuplicate,
    NotedSatisfaction,
    Participation,
    Patient,
    PatientTag,
    Purchase,
    Source,
    Tag,
)
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind
from rapport.people.models.mood import Satisfaction
from rapport.people.models.patient import Influence, Sex
from rapport.people.models.source import SourceKind
from rapport.people.models.standing import GRADES, Scheme
from rapport.people.models.tag import BuiltInTag
from rapport.people.names.name_days import NAME_DAYS
from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES

CONTACT_BITS = in_order(ContactKind)
CONSENT_BITS = in_order(Purpose)
NEED_BITS = in_order(tag for tag in BuiltInTag if tag != BuiltInTag.HAS_VISITED)


def coded(choices: type[TextChoices], places: Mapping[str, int] | None = None) -> Callable[[], Codes]:
    """The codes of choices that the product knows; `places` where they are bits of a set."""
    return lambda: Codes({str(one): one.label for one in choices if one}, bits=places)


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
    days = {before.day + timedelta(days=n) for n in range(1, (now.day - before.day).days + 1)}
    numbers = {day.month * 100 + day.day for day in days}
    if 301 in numbers:  # in years without a 29 February
        numbers.add(229)
    yield Patient.objects.filter(In(DayNumber("birth_date") % 10_000, sorted(numbers))).values(patient_id=F("id"))


def _contact_points(as_of: AsOf) -> QuerySet[Any, Any]:
    usable = ContactPoint.objects.filter(valid=True, do_not_use=False)
    return usable.values("patient_id").annotate(
        contact_points=Count("id"),
        phones=Count("id", filter=Q(kind=ContactKind.PHONE)),
        reachable_by=bits("kind", CONTACT_BITS),
    )


def _agreeing(as_of: AsOf) -> QuerySet[Any, Any]:
    in_force = Consent.objects.in_force(on=as_of.day).order_by()
    agreed = {f"agrees_{purpose}": Count("id", filter=Q(purpose=purpose)) for purpose in Purpose}
    return in_force.values("patient_id").annotate(**agreed)


def _ceasing(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    """Whose word begins to hold or no longer holds."""
    ended = Q(expires_on__gte=before.day, expires_on__lt=now.day)
    yield Consent.objects.filter(ended | reached("day", before, now)).order_by().values("patient_id")


def _duplicates(as_of: AsOf) -> QuerySet[Any, Any]:
    return LikelyDuplicate.objects.values(patient_id=F("first_id")).annotate(likely_duplicates=Count("id"))


def _second_duplicates(as_of: AsOf) -> QuerySet[Any, Any]:
    return LikelyDuplicate.objects.values(patient_id=F("second_id")).annotate(earlier_records=Count("id"))


def _referrals(as_of: AsOf) -> QuerySet[Any, Any]:
    brought = Patient.objects.filter(referrer__isnull=False)
    return brought.values(patient_id=F("referrer_id")).annotate(referrals=Count("id"))


def _needs(as_of: AsOf) -> QuerySet[Any, Any]:
    """The needs that a person has named (REC-8): every built-in tag but the one that says they have been here."""
    stated = PatientTag.objects.filter(tag__built_in__in=NEED_BITS)
    return stated.values("patient_id").annotate(needs=bits("tag__built_in", NEED_BITS))


def _events(as_of: AsOf) -> QuerySet[Any, Any]:
    joined = Participation.objects.filter(activity__day__lte=as_of.day)
    return joined.values("patient_id").annotate(events=Count("id"), last_event=Max("activity__day"))


def _purchases(as_of: AsOf) -> QuerySet[Any, Any]:
    bought = Purchase.objects.filter(day__lte=as_of.day)
    return bought.values("patient_id").annotate(purchases=Count("id"), bought=Sum("amount"))


def _satisfaction(as_of: AsOf) -> QuerySet[Any, Any]:
    """Those whose latest noted satisfaction is that they have none."""
    noted = NotedSatisfaction.objects.filter(at__lte=as_of.moment)
    later = noted.filter(patient=OuterRef("patient")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    latest = noted.filter(~Exists(later), level=Satisfaction.DISSATISFIED)
    return latest.values("patient_id").annotate(unhappy=Count("id"))


def _departures(as_of: AsOf) -> QuerySet[Any, Any]:
    gone = Departure.objects.filter(left_on__lte=as_of.day).filter(
        Q(returned_on=None) | Q(returned_on__gt=as_of.day)
    )
    return gone.values("patient_id").annotate(departures=Count("id"))


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
        "contact",
        (
            Fact("contact_points", FactType.NUMBER, _("contact points that work"), 0),
            Fact("phones", FactType.NUMBER, _("phones that work"), 0),
            Fact("reachable_by", FactType.SET, _("reachable by"), 0, codes=coded(ContactKind, CONTACT_BITS)),
        ),
        _contact_points,
    ),
    FactSource(
        "agreed",
        tuple(Fact(f"agrees_{purpose}", FactType.NUMBER, purpose.label, 0, inner=True) for purpose in Purpose),
        _agreeing,
        _ceasing,
    ),
    FactSource(
        "duplicate",
        (Fact("likely_duplicates", FactType.NUMBER, _("later records of the same person"), 0),),
        _duplicates,
    ),
    FactSource(
        "duplicate_of",
        (Fact("earlier_records", FactType.NUMBER, _("earlier records of the same person"), 0),),
        _second_duplicates,
    ),
    FactSource("referral", (Fact("referrals", FactType.NUMBER, _("people they brought"), 0),), _referrals),
    FactSource(
        "need",
        (Fact("needs", FactType.SET, _("stated needs"), 0, codes=coded(BuiltInTag, NEED_BITS)),),
        _needs,
    ),
    FactSource(
        "event",
        (
            Fact("events", FactType.NUMBER, _("events joined"), 0),
            Fact("last_event", FactType.DATE, _("last event joined")),
        ),
        _events,
        lambda before, now: [
            Participation.objects.filter(reached("activity__day", before, now)).values("patient_id")
        ],
    ),
    FactSource(
        "purchase",
        (
            Fact("purchases", FactType.NUMBER, _("things bought"), 0),
            Fact("bought", FactType.MONEY, _("spent on things bought"), 0),
        ),
        _purchases,
        lambda before, now: [Purchase.objects.filter(reached("day", before, now)).values("patient_id")],
    ),
    FactSource(
        "satisfaction",
        (Fact("unhappy", FactType.NUMBER, _("noted as dissatisfied"), 0, inner=True),),
        _satisfaction,
    ),
    FactSource(
        "departure",
        (Fact("departures", FactType.NUMBER, _("left the clinic"), 0, inner=True),),
        _departures,
        lambda before, now: [
            Departure.objects.filter(reached("left_on", before, now) | reached("returned_on", before, now)).values(
                "patient_id"
            )
        ],
    ),
)

DERIVED = (
    DerivedFact(
        "consents",
        FactType.SET,
        _("consents"),
        0,
        codes=coded(Purpose, CONSENT_BITS),
        formula=" + ".join(
            f"CASE WHEN {{agrees_{purpose}}} > 0 THEN {1 << place} ELSE 0 END"
            for purpose, place in CONSENT_BITS.items()
        ),
    ),
)


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
    """The name-day of the given name, as SQL; the names are our own and nothing but letters (BAS-4)."""
    cases = " ".join(f"WHEN '{name}' THEN {day}" for name, day in NAME_DAYS.items())
    return f"(CASE p.given_key {cases} END)"


# read from the record itself
OWN = (
    _standing("care_class", Scheme.CARE),
    _standing("value_class", Scheme.VALUE),
    _standing("prospect_class", Scheme.PROSPECT),
    _standing("loyalty", Scheme.LOYALTY),
    _standing("lifecycle", Scheme.LIFECYCLE),
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
    Fact("deceased", FactType.BOOLEAN, _("deceased"), sql="p.deceased"),
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
        sql="(p.referrer_id IS NOT NULL OR p.referrer_words <> '')",
    ),
    Fact(
        "referred_by",
        FactType.TEXT,
        _("name of who referred them"),
        sql="(SELECT NULLIF(x.name_key, '') FROM people_patient x WHERE x.id = p.referrer_id)",
        fold=names.fold,
    ),
    Fact("birth_month", FactType.NUMBER, _("month of birth"), sql="f.birthday / 100"),
    Fact("stated_need", FactType.BOOLEAN, _("has named a need"), sql="(f.needs > 0)"),
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
    Fact("dissatisfied", FactType.BOOLEAN, _("dissatisfied"), sql="(f.unhappy > 0)"),
    Fact(
        "tags",
        FactType.SET,
        _("tags"),
        codes=_tags,
        sql="SELECT 1 FROM people_patienttag t WHERE t.patient_id = f.patient_id AND t.tag_id IN ({codes})",
    ),
)

RELATED = (
    RelatedRows(
        "child",
        _("children"),
        "people_patient r JOIN segmentation_patientfacts rf ON rf.patient_id = r.id",
        "r.guardian_id = f.patient_id",
        (
            Fact("age", FactType.NUMBER, _("age"), unit=Unit.YEARS, sql="rf.age"),
            Fact("sex", FactType.CHOICE, _("sex"), codes=coded(Sex), sql="NULLIF(r.sex, '')"),
        ),
    ),
    RelatedRows(
        "referral",
        _("people they brought"),
        "people_patient r JOIN segmentation_patientfacts rf ON rf.patient_id = r.id",
        "r.referrer_id = f.patient_id",
        (
            Fact("since", FactType.DATE, _("with the clinic since"), sql="r.registered_on"),
            Fact("visits", FactType.NUMBER, _("visits"), sql="rf.visits"),
            Fact("spend", FactType.MONEY, _("spent"), sql="rf.spend"),
        ),
    ),
)
