"""The head of the card, which every tab has: who this is, what to mind at once, and the tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.lib.free_text import mask_contacts
from rapport.outreach.models import Pause
from rapport.outreach.models.pause import PauseScope
from rapport.people.models import Patient, Standing, Steward, Tag
from rapport.people.models.contact import ContactKind
from rapport.people.models.steward import StewardRole
from rapport.people.reading import Part, read_file, rows_read
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right
from rapport.web.access import may_at, staff, standing_of
from rapport.web.card.tabs import tabs_for
from rapport.web.consents.lines import photo_consent_missing
from rapport.web.contacts import ContactLine, phone_line
from rapport.web.htmx import render_page
from rapport.web.sight import Sight
from rapport.web.tabs import Tab

# what the head shows, and what its tabs merely ask about
HEAD = (Part("contacts"), Part("consents"), Part("stewards", ("user",)), Part("tagged", ("tag",)), Part("pauses"))
ASKED = ("wards", "referred", "photos", "tasks", "complaints")


@dataclass(frozen=True)
class CardFrame:
    """Everything `card/frame.html` needs; in the context it is called `card`."""

    patient: Patient
    facts: PatientFacts
    summary: str
    phone: ContactLine | None
    tags: list[Tag]
    photo_consent_missing: bool
    pause: Pause | None
    tabs: list[Tab]
    stewards: list[Steward]
    may_edit: bool
    may_write: bool
    standing: Standing | None
    sight: Sight
    # days since the oldest complaint that is open was raised, for whoever may know of it (CMP-3)
    complaint_day: int | None
    may_complain: bool
    may_book: bool


def card_frame(patient: Patient, user: User, *, tab: str) -> CardFrame:
    """The head of `patient`, as loaded by `patient_for`, with `tab` (a key of CARD_TABS) open."""
    read_file(patient, HEAD, asking=ASKED)
    sight = Sight.of(user, patient)
    current = (one for one in patient.stewards.all() if one.until is None)
    stewards = sorted(current, key=lambda one: (one.since, one.pk))
    return CardFrame(
        patient=patient,
        facts=getattr(patient, "facts", None) or PatientFacts(patient=patient),
        summary=_summary(patient, stewards, sight),
        phone=phone_line(patient, sight.contacts),
        tags=[tagged.tag for tagged in patient.tagged.all()] if sight.words else [],
        photo_consent_missing=photo_consent_missing(patient),
        pause=_left_in_peace(patient) if sight.words else None,
        tabs=tabs_for(patient, user, tab),
        stewards=stewards,
        may_edit=may_at(patient, user, Right.EDIT_PATIENTS),
        may_write=not patient.deceased and may_at(patient, user, Right.WRITE_MESSAGES),
        standing=standing_of(patient, user),
        sight=sight,
        complaint_day=complaint_day(patient, user),
        may_complain=may_at(patient, user, Right.RAISE_COMPLAINTS),
        may_book=not patient.deceased and may_at(patient, user, Right.BOOK),
    )


def complaint_day(patient: Patient, user: User) -> int | None:
    """None without a query where no complaint was ever raised."""
    if rows_read(patient, "complaints") == [] or not may_at(patient, user, Right.SEE_FEEDBACK):
        return None
    since = patient.complaints.open().order_by("raised_on").values_list("raised_on", flat=True).first()
    return (patient.branch.today() - since).days + 1 if since else None


def render_card(
    request: HttpRequest,
    patient: Patient,
    template: str,
    context: Mapping[str, object],
    *,
    tab: str,
    part: str = "",
    status: int | None = None,
) -> HttpResponse:
    """A tab page (`template` extends `card/frame.html`), by the clock of the person's branch.

    htmx gets `part` where one is named. `context` finds the head of the card beside it, as `card`.
    """
    whole = {"card": card_frame(patient, staff(request), tab=tab), **context}
    with timezone.override(patient.branch.zone):
        return render_page(request, template, part or template, whole, status)


def _left_in_peace(patient: Patient) -> Pause | None:
    """The pause in calls that lasts longest, of those that run today (CMP-3)."""
    today = patient.branch.today()
    running = [one for one in patient.pauses.all() if one.runs_on(today) and one.scope != PauseScope.MARKETING]
    return max(running, key=lambda one: (one.until is None, one.until or today, one.pk), default=None)


def _summary(patient: Patient, stewards: Sequence[Steward], sight: Sight) -> str:
    age = patient.age_on(patient.branch.today())
    words = [
        ngettext("%(age)s year", "%(age)s years", age) % {"age": age} if age is not None else "",
        patient.occupation,
        _("file %(number)s") % {"number": patient.file_number} if patient.file_number else "",
        _("since %(day)s") % {"day": formats.date_format(patient.registered_on, "YEAR_MONTH_FORMAT")}
        if patient.registered_on
        else "",
        *(str(one.user) for one in stewards if one.role == StewardRole.DENTIST),
        language_of(patient),
        _preferred(patient, sight),
        patient.branch.name,
        _("%(minutes)s min away") % {"minutes": patient.travel_minutes} if patient.travel_minutes else "",
    ]
    return " · ".join(filter(None, words))


def language_of(patient: Patient) -> str:
    """The preferred language by its own name; "" where nobody knows it."""
    return language_called(patient.language)


def language_called(code: str) -> str:
    """The language `code` by its own name: most that clients speak are none that Rapport speaks."""
    known = LANG_INFO.get(code, {}).get("name_local", code)
    return dict(LANGUAGES).get(code) or str(known).capitalize()


def _preferred(patient: Patient, sight: Sight) -> str:
    """The way by which the person likes to be reached, and what was written beside it: phone, after 17:00."""
    good = [point for point in patient.contacts.all() if point.preferred and point.valid and not point.do_not_use]
    if not good:
        return ""
    point = min(good, key=lambda point: point.pk)
    if point.kind == ContactKind.PHONE and not point.label:
        return ""  # the number stands in the head
    return _("preferably %(way)s") % {
        "way": " ".join(
            filter(None, (point.get_kind_display(), mask_contacts(point.label) if sight.words else ""))
        )
    }
