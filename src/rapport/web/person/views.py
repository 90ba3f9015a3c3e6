"""A person written down anew, and changed; two who change one person at once are shown each other's words."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from rapport.lib.refusal import Refused
from rapport.outreach.models import Answer
from rapport.outreach.unknown import say_whose
from rapport.people.actions import Edited, NewPatient, Outdated, edit_patient, register_patient
from rapport.people.models import ContactPoint, Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.answers.writers import reached_by, writer_of
from rapport.web.card.frame import render_card
from rapport.web.htmx import say
from rapport.web.ids import number_of
from rapport.web.patients.finding import found_people
from rapport.web.patients.searchable import closest
from rapport.web.person.contact_rows import MOST_ROWS, ContactForm, empty_row, read_rows, rows_of, rows_sent
from rapport.web.person.forms import BranchChoice, PersonForm
from rapport.web.person.pages import Alike, PersonPage, alike_to, conflict_page, picked_in
from rapport.web.person.sending import read_sent
from rapport.web.person.states import sealed, state_of
from rapport.web.schedule.booking import after_registering

FOUND_AT_ONCE = 8
# the fields for which people are picked
# what is refused, at its field
_FIELD_OF = {"file_number_taken": "file_number", "referrer_circle": "referrer"}
PICKED = ("referrer", "person")


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Write down a person who is new, after a look at those who may be the same (REC-1, REC-10)."""
    user, data = staff(request), request.POST if request.method == "POST" else None
    asked = BranchChoice(data or request.GET, user=user)
    branch = asked.chosen()
    writer = writer_of(request)
    name, reached = _told_already(request, writer)
    form = PersonForm(data, instance=Patient(branch=branch), user=user, initial={"full_name": name})
    if data is None:
        return _new(request, form, rows_of((), branch.region, known=reached), branch)
    rows = rows_sent(data, branch.region)
    contacts = read_rows(rows)
    if not form.is_valid() or contacts is None:
        return _new(request, form, rows, branch, status=422)
    newcomer = NewPatient(Patient(branch=branch, **form.values()), contacts, form.tags_picked())
    if "sure" not in data and (alike := alike_to(newcomer, user, then=partial(after_registering, request))):
        return _new(request, form, rows, branch, alike=alike)
    try:
        patient = _register(newcomer, writer, user)
    except Refused as refused:
        form.add_error(_FIELD_OF.get(refused.code), refused.message)
        return _new(request, form, rows, branch, status=422)
    _say_saved(request, _("Written down: %(name)s.") % {"name": patient}, contacts)
    return redirect(after_registering(request, patient) or reverse("web:card", args=[patient.pk]))


def _told_already(request: HttpRequest, writer: Answer | None) -> tuple[str, dict[str, str]]:
    """The name and the contact under which somebody wrote to us, or by which they were looked for."""
    if writer:
        return writer.sender_name, reached_by(writer)
    return request.GET.get("name", "")[:100], {"value": request.GET.get("phone", "")[:40]}


@transaction.atomic
def _register(newcomer: NewPatient, writer: Answer | None, user: User) -> Patient:
    patient = register_patient(newcomer, by=user)
    if writer is not None:
        say_whose(writer, patient)
    return patient


def _new(
    request: HttpRequest,
    form: PersonForm,
    rows: list[ContactForm],
    branch: Branch,
    *,
    alike: list[Alike] | None = None,
    status: int | None = None,
) -> HttpResponse:
    choice = BranchChoice(initial={"branch": branch}, user=staff(request))
    page = PersonPage(form, rows, picked_in(form), branch=choice, alike=alike or [])
    return render(request, "person/new.html", {"page": page}, status=status)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a record, over the version that was read and no other (REC-1, REC-2, REC-8)."""
    patient = patient_for(request, pk, Right.EDIT_PATIENTS)
    if not may_at(patient, staff(request), Right.SEE_CONTACTS):
        raise PermissionDenied(Right.SEE_CONTACTS)
    if request.method == "GET":
        rows = rows_of(patient.contacts.order_by("pk"), patient.branch.region)
        return _edit(request, patient, PersonForm(instance=patient, user=staff(request)), rows)
    sent = read_sent(patient, request.POST, staff(request))
    if sent.whole is None:
        page = conflict_page(patient, sent)
        return render_card(request, patient, "person/conflict.html", {"page": page}, tab="", status=409)
    return _save(request, patient, sent.whole)


def _save(request: HttpRequest, patient: Patient, inputs: dict[str, str]) -> HttpResponse:
    """Write `inputs` over the version of `patient`, or show what is wrong with them."""
    form = PersonForm(inputs, instance=patient, user=staff(request))
    rows = rows_sent(inputs, patient.branch.region)
    contacts = read_rows(rows)
    if not form.is_valid() or contacts is None:
        return _edit(request, patient, form, rows, status=422)
    edited = Edited(form.values(), contacts, form.ticked())
    try:
        edit_patient(patient.pk, edited, version=patient.version, by=staff(request))
    except Outdated:
        return person_edit(request, patient.pk)
    except Refused as refused:
        form.add_error(_FIELD_OF.get(refused.code), refused.message)
        return _edit(request, patient, form, rows, status=422)
    _say_saved(request, _("Saved."), contacts)
    return redirect("web:card", patient.pk)


def _edit(
    request: HttpRequest, patient: Patient, form: PersonForm, rows: list[ContactForm], *, status: int | None = None
) -> HttpResponse:
    before = sealed(patient, state_of(patient, staff(request)))
    page = PersonPage(form, rows, picked_in(form), before=before, version=patient.version)
    return render_card(request, patient, "person/edit.html", {"page": page}, tab="", status=status)


def _say_saved(request: HttpRequest, text: str, contacts: list[ContactPoint]) -> None:
    unread = [contact for contact in contacts if not contact.valid]
    if unread:
        text = " ".join(
            (
                text,
                ngettext(
                    "%(number)s number or address cannot be read and is kept as it stands.",
                    "%(number)s numbers or addresses cannot be read and are kept as they stand.",
                    len(unread),
                )
                % {"number": len(unread)},
                _("Nobody can call or write there until it is corrected under “Change”."),
            )
        )
    say(request, text)


@require_GET
def contact_row(request: HttpRequest) -> HttpResponse:
    """One more empty row, the `n`-th."""
    asked = number_of(request.GET.get("n", ""), digits=3)
    number = 2 if asked is None else asked
    context = {"row": empty_row(number, ""), "next": min(number + 1, MOST_ROWS)}
    return render(request, "person/contact_more.html", context)


@require_GET
def people_found(request: HttpRequest) -> HttpResponse:
    """People to pick from, as one types."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    asked = request.GET.get("field", "")
    field = asked if asked in PICKED else PICKED[0]
    user = staff(request)
    ids = closest(user, q, FOUND_AT_ONCE)
    return render(request, "person/found.html", {"found": found_people(ids, user), "q": q, "field": field})
