"""One letter to one person: by template or in own words, with what the gate says before it is written (CAM-7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.lib.refusal import Refused
from rapport.outreach.models import Message, MessageState, Template
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.outbox import take_back, write_anew, write_message
from rapport.outreach.replied import answer_by_letter, waits_for_reply
from rapport.outreach.wording.letters import Letter, addressed, for_letters, own_letter
from rapport.people.language import language_spoken
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say
from rapport.web.ids import id_of
from rapport.web.letters.forms import LetterForm
from rapport.web.letters.pages import best_channel, doors, drafted, new_key, purpose_of
from rapport.web.refusals import refusals_said


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to a person. `draft` in what is posted asks for the form anew, with the chosen template filled in."""
    patient = patient_for(request, pk, Right.WRITE_MESSAGES)
    if request.method == "POST" and "draft" not in request.POST:
        form = LetterForm(request.POST, user=staff(request))
        if form.is_valid() and _write(request, patient, form):
            return redirect("web:card", patient.pk)
        return _show(request, patient, form, str(request.POST.get("purpose", "")), 422)
    template = _template(request)
    purpose = purpose_of(request.POST, template)
    return _show(
        request, patient, LetterForm(initial=_begun(request, patient, template), user=staff(request)), purpose
    )


def _begun(request: HttpRequest, patient: Patient, template: Template | None) -> dict[str, Any]:
    """What the form says: as posted, and the words of the template where one is chosen."""
    purpose = purpose_of(request.POST, template)
    channel = request.POST.get("channel", "")
    if channel not in BY_MESSAGE:
        channel = best_channel(doors(patient, purpose))
    said = {
        "template": template,
        "purpose": purpose,
        "channel": channel,
        "subject": request.POST.get("subject", "")[:200],
        "body": request.POST.get("body", "")[:20_000],
        "answers": "answers" in request.POST or request.method == "GET",
        "key": request.POST.get("key") or new_key(),
    }
    return {**said, **drafted(patient, template, channel, writer=staff(request))} if template else said


def _template(request: HttpRequest) -> Template | None:
    picked = id_of(request.POST.get("template", ""))
    return Template.objects.visible_to(staff(request)).in_use().filter(pk=picked).first()


def _write(request: HttpRequest, patient: Patient, form: LetterForm) -> bool:
    """Write it down. What forbids it is said in the form."""
    told = form.cleaned_data
    writer = staff(request)
    try:
        read = for_letters(Patient.objects.filter(pk=patient.pk)).get()
        written = own_letter(read, told["subject"], told["body"], told["channel"], writer=writer)
        with transaction.atomic():
            message = write_message(
                patient,
                purpose=purpose_of(told, told["template"]),
                channel=told["channel"],
                subject=written.subject,
                body=written.body,
                language=language_spoken(addressed(read)),
                parts=written.parts,
                key=_key(told, writer, patient, written),
                by=writer,
            )
            if message.state == MessageState.TAKEN_BACK:
                # the form was gone back to after that
                message = write_anew(message, by=writer)
            if told["answers"]:
                answer_by_letter(message, by=writer)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    undo = reverse("web:card_letter_taking_back", args=[patient.pk, message.pk])
    say(request, _("Written. It goes out in ten seconds, or when the hours allow it."), undo)
    return True


def _key(told: Mapping[str, Any], writer: User, patient: Patient, written: Letter) -> str:
    """The button pressed twice is one letter; other words in the same form, gone back to, are another."""
    said = f"{patient.pk}\n{told['channel']}\n{written.subject}\n{written.body}"
    return f"letter:{writer.pk}:{uuid5(told['key'], said)}"


@require_POST
def taking_back(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """Take back a letter that has not gone out."""
    patient = patient_for(request, pk, Right.WRITE_MESSAGES)
    with refusals_said(request):
        take_back(get_object_or_404(Message, pk=message, patient=patient), by=staff(request))
        say(request, _("The letter is taken back."))
    return redirect("web:card", patient.pk)


def _show(
    request: HttpRequest, patient: Patient, form: LetterForm, purpose: str, status: int = 200
) -> HttpResponse:
    found = doors(patient, purpose_of({"purpose": purpose}, None))
    context = {
        "form": form,
        "doors": found,
        "problem": form.initial.get("problem", ""),
        "waits": waits_for_reply(patient),
    }
    # from when on somebody may be written to is said by the clock of the branch
    with timezone.override(patient.branch.zone):
        return render_card(
            request, patient, "letters/letter.html", context, tab="", part="letters/form.html", status=status
        )
