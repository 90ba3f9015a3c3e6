"""A template becomes what one person is written: in their language, with the names filled in (CAM-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Prefetch, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rapport.lib.figures import show_phone
from rapport.lib.refusal import Refused
from rapport.outreach.models import Template, Wording
from rapport.outreach.outbox import Draft
from rapport.outreach.wording.discretion import tells_of_illness
from rapport.outreach.wording.placeholders import Placeholder, fill
from rapport.outreach.wording.sms import measure
from rapport.people.guardianship import who_is_addressed
from rapport.people.language import language_spoken
from rapport.people.models import Patient, Steward
from rapport.people.models.consent import Channel
from rapport.people.models.steward import StewardRole
from rapport.people.names.greeting import first_name, greeting
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import LANGUAGES

# (channel, language) → the words in force
Wordings = Mapping[tuple[str, str], Wording]
Meeting = tuple[Patient, datetime]


@dataclass(frozen=True)
class Letter:
    """What one person is written; `parts` are those of an SMS, 1 for the others."""

    language: str
    subject: str
    body: str
    parts: int
    wording: Wording | None

    def draft(self, patient: Patient, channel: str, key: str) -> Draft:
        """It as the outbox takes it, for the business `key`."""
        return Draft(patient, channel, self.body, key, self.subject, self.language, self.wording, self.parts)


def for_letters(people: QuerySet[Patient]) -> QuerySet[Patient]:
    """`people` with everything that `letter` looks at, in three statements however many there are."""
    now = Prefetch("stewards", Steward.objects.current().select_related("user"), to_attr="stewards_now")
    beside = ("branch", "guardian__branch", "guardian__guardian__branch")
    return people.select_related(*beside).annotate(last_day=Max("visits__day")).prefetch_related(now)


def in_force(template: Template) -> dict[tuple[str, str], Wording]:
    """The latest version of every wording of `template`; an empty one takes the wording away."""
    found = {(one.channel, one.language): one for one in template.wordings.order_by("version")}
    return {where: one for where, one in found.items() if one.body}


def letter(
    patient: Patient,
    wordings: Wordings,
    channel: str,
    *,
    writer: User | None,
    link: str = "",
    moments: Mapping[Placeholder, datetime | Sequence[Meeting]] | None = None,
    code: str = "",
    place: Branch | None = None,
) -> Letter:
    """What `patient` (of `for_letters`) is written by `channel`; `writer` None is the clinic
    itself, `link` the address of what they are invited to, `moments` those it speaks of, by the clock to be read,
    of several people each with their name where they come on one day,
    `code` the digits that they asked for, `place` the branch it speaks of, where that may be another than theirs.

    Raises Refused where nobody may be addressed, there are no words in their language, a name cannot be filled, or
    an SMS would tell of an illness.
    """
    whom = addressed(patient)
    language = language_spoken(whom)
    wording = wordings.get((channel, language))
    if wording is None:
        raise Refused(
            "no_wording",
            _("There are no words in %(language)s for %(channel)s. Write them in the template."),
            {"language": dict(LANGUAGES)[language], "channel": Channel(channel).label},
        )
    told = {Placeholder.LINK.value: link, Placeholder.CODE.value: code}
    values = _values(patient, whom, language, writer, place or patient.branch) | told
    values |= {name.value: _said(moment, language) for name, moment in (moments or {}).items()}
    return _written(channel, language, fill(wording.subject, values), fill(wording.body, values), wording)


def _said(moment: datetime | Sequence[Meeting], language: str) -> str:
    """Day and hour, as somebody reads them who is written to."""
    if isinstance(moment, datetime):
        return f"{_day(moment, language)} {moment:%H:%M}"
    each = (f"{first_name(patient)} {at:%H:%M}" for patient, at in moment)
    return f"{_day(moment[0][1], language)} {('、' if language.startswith('zh') else ', ').join(each)}"


def _day(moment: datetime, language: str) -> str:
    with translation.override(language):
        day, weekday = date_format(moment, "MONTH_DAY_FORMAT"), date_format(moment, "D")
    return f"{day} ({weekday})"


def own_letter(patient: Patient, subject: str, body: str, channel: str, *, writer: User | None) -> Letter:
    """What somebody wrote themselves, with names filled in alike. Raises Refused as `letter` does."""
    whom = addressed(patient)
    language = language_spoken(whom)
    values = _values(patient, whom, language, writer, patient.branch)
    return _written(channel, language, fill(subject, values), fill(body, values), None)


def addressed(patient: Patient) -> Patient:
    """Who is written to about `patient`. Refused where there is nobody."""
    found = who_is_addressed(patient, patient.branch.today()).person
    if found is None:
        raise Refused("nobody_to_write_to", _("Nobody can be written to about them: see who speaks for them."))
    return found


def _written(channel: str, language: str, subject: str, body: str, wording: Wording | None) -> Letter:
    if channel != Channel.SMS:
        return Letter(language, subject, body, 1, wording)
    demand_discretion(body)
    return Letter(language, "", body, measure(body).parts, wording)


def demand_discretion(body: str) -> None:
    """Raises Refused where an SMS would tell of an illness or its treatment."""
    if told := tells_of_illness(body):
        raise Refused(
            "tells_of_illness",
            _("An SMS lies open on the screen: “%(words)s” tells of an illness or its treatment. Say it without."),
            {"words": told},
        )


def _month(day: date, language: str) -> str:
    """Month and year inside a sentence: Django's Russian months are capital, as at the head of a calendar."""
    words = date_format(day, "MONTH_IN_WORDS_FORMAT")
    return words.lower() if language == "ru" else words


def _values(patient: Patient, whom: Patient, language: str, writer: User | None, branch: Branch) -> dict[str, str]:
    last_day: date | None = getattr(patient, "last_day", None)
    stewards: list[Steward] = getattr(patient, "stewards_now", [])
    with translation.override(language):
        return {
            Placeholder.GREETING: greeting(whom, language),
            Placeholder.NAME: first_name(patient),
            Placeholder.CLINIC: branch.name,
            Placeholder.ADDRESS: branch.address,
            Placeholder.PHONE: show_phone(branch.phone) if branch.phone else "",
            Placeholder.DENTIST: next((str(one.user) for one in stewards if one.role == StewardRole.DENTIST), ""),
            Placeholder.LAST_VISIT: _month(last_day, language) if last_day else "",
            Placeholder.WRITER: str(writer or branch.name),
        }
