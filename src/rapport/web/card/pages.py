"""What the card shows (REC-7): one person, everything the clinic knows, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.signals import ADVICE, reasons_of
from rapport.feedback.models import Complaint, Promise
from rapport.lib import clock
from rapport.lib.figures import show_amount
from rapport.lib.masking import DOTS
from rapport.people import names
from rapport.people.models import Patient, PatientQuerySet, Standing
from rapport.people.reading import read_file, rows_read
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at, standing_of
from rapport.web.card.frame import ASKED, HEAD, language_of
from rapport.web.card.timeline import Timeline, reads, timeline
from rapport.web.care.glance import MouthGlance, mouth_glance
from rapport.web.consents.lines import ConsentLine, consent_lines
from rapport.web.contacts import ContactLine, contact_lines
from rapport.web.family.pages import has_family, related
from rapport.web.photos.pages import PhotosPanel, photos_panel
from rapport.web.questionnaires.pages import Panel, panel_of
from rapport.web.sight import Sight
from rapport.web.tasks.rows import BESIDE, Line, lines_of
from rapport.web.wallet.pages import Glance, wallet_glance

_TASKS_SHOWN = 5

# people around one, each with where they stand for whoever may see it
Beside = list[tuple[Patient, Standing | None]]


@dataclass(frozen=True)
class CardPage:
    """Everything `card/overview.html` needs beside the frame."""

    patient: Patient
    facts: PatientFacts
    contacts: list[ContactLine]
    address: str
    influence: str
    remark: str
    consents: list[ConsentLine]
    questionnaire: Panel
    mouth: MouthGlance | None
    family: Beside
    referred: Beside
    timeline: Timeline
    language: str
    called: str
    may_write: bool
    sees_referrer: bool
    photos: PhotosPanel | None
    tasks: list[Line]
    complaints: list[Complaint]
    promises: list[Promise]
    wallet: Glance | None
    # the signals of LOY-2 before the next visit, and what to make of them; "" where it is not likely
    loyal: str = ""
    money: list[tuple[str, str]] = field(default_factory=list)


def card_page(patient: Patient, user: User) -> CardPage:
    """The card of `patient` as `user` may see it. Of what is on file each table is read once, and those
    in which this person does not stand are not asked."""
    sight = Sight.of(user, patient)
    read_file(patient, [*HEAD, *reads(sight)], asking=ASKED)
    facts = getattr(patient, "facts", None) or PatientFacts(patient=patient)
    return CardPage(
        patient=patient,
        facts=facts,
        contacts=contact_lines(patient, sight.contacts),
        address=patient.address if sight.contacts else patient.address and DOTS,
        influence=_influence(patient, user),
        remark=sight.text(patient.remark),
        consents=consent_lines(patient, list(patient.consents.all())),
        questionnaire=panel_of(patient, user),
        mouth=mouth_glance(patient, with_money=sight.money) if sight.care else None,
        family=_family(patient, user),
        referred=_referred(patient, user),
        timeline=timeline(patient, sight),
        language=language_of(patient),
        called=names.greeting(patient, patient.language or _language(), on=patient.branch.today()),
        may_write=may_at(patient, user, Right.WRITE_NOTES),
        sees_referrer=bool(patient.referrer and may_at(patient.referrer, user, Right.SEE_PATIENTS)),
        photos=photos_panel(patient) if sight.care else None,
        tasks=_tasks(patient, user),
        complaints=_open_complaints(patient) if may_at(patient, user, Right.SEE_FEEDBACK) else [],
        promises=_owed(patient) if may_at(patient, user, Right.SEE_FEEDBACK) else [],
        wallet=wallet_glance(patient) if sight.money else None,
        loyal=_likely_loyal(patient) if sight.care else "",
        money=money_lines(patient, facts) if sight.money else [],
    )


def _likely_loyal(patient: Patient) -> str:
    """Of the next appointment; read ahead with the timeline."""
    now = clock.now()
    ahead = [one for one in patient.appointments.all() if one.state in EXPECTED and one.starts_at > now]
    if not ahead:
        return ""
    following = min(ahead, key=lambda one: one.starts_at)
    reasons = reasons_of(following, following.branch.day_of(following.starts_at))
    return f"{capfirst(reasons.sentence)}. {ADVICE}" if reasons.likely else ""


def _tasks(patient: Patient, user: User) -> list[Line]:
    """What is open about them; one query, and the words of the rules where there is anything."""
    if rows_read(patient, "tasks") == []:
        return []
    about = patient.tasks.open().visible_to(user).select_related(*BESIDE).order_by("due_on", "pk")[:_TASKS_SHOWN]
    return lines_of(list(about), user, reached=False)


def _open_complaints(patient: Patient) -> list[Complaint]:
    """Those that are open, the oldest first; read ahead with the timeline."""
    return sorted(
        (one for one in patient.complaints.all() if one.closed_at is None), key=lambda one: one.raised_at
    )


def _owed(patient: Patient) -> list[Promise]:
    """What they were promised and have not got yet, by its day."""
    return sorted((one for one in patient.promises.all() if one.kept_at is None), key=lambda one: one.due_on)


def _influence(patient: Patient, user: User) -> str:
    """Part of what makes a client valuable; not for the eyes of clients."""
    shown = patient.influence and may_at(patient, user, Right.SEE_VALUE)
    return str(patient.get_influence_display()) if shown else ""


def _seen_by(user: User) -> PatientQuerySet:
    return Patient.objects.visible_to(user)


def _language() -> str:
    return get_language() or "en"


def _family(patient: Patient, user: User) -> Beside:
    """The household, the guardian and the wards whom `user` may see; each once, by name."""
    if not has_family(patient):
        return []
    return _by_name(_seen_by(user).filter(related(patient)), user)[:12]


def _referred(patient: Patient, user: User) -> Beside:
    if rows_read(patient, "referred") == []:
        return []
    return _by_name(_seen_by(user).filter(referrer=patient), user)[:10]


def _by_name(few: PatientQuerySet, user: User) -> Beside:
    """Sorted here: asked to sort and cut, SQLite walks everyone by name instead of the index of the relation."""
    people = sorted(few.select_related("standing"), key=lambda patient: (patient.sort_key, patient.pk))
    return [(person, standing_of(person, user)) for person in people]


def money_lines(patient: Patient, facts: PatientFacts) -> list[tuple[str, str]]:
    def show(amount: int) -> str:
        return show_amount(amount, patient.branch.currency, _language())

    lines = [(_("Spent in 12 months"), show(facts.spend_12m)), (_("Spent in all"), show(facts.spend))]
    if facts.billed and facts.payments:
        lines.append((_("Billed in all"), show(facts.billed)))
    return lines
