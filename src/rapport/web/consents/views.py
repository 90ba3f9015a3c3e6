"""The consents of one person on the card: what holds, what was said, withdrawing, and handing the tablet over."""

from __future__ import annotations

from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.refusal import Refused
from rapport.people.actions import give_consent, refuse_consent, withdraw_consent
from rapport.people.actions.signing import open_signing
from rapport.people.consents.strokes import HEIGHT, WIDTH, path
from rapport.people.models import Patient
from rapport.people.models.consent import Said
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.consents.forms import WithdrawalForm, WordForm
from rapport.web.consents.pages import as_read, consents_page
from rapport.web.htmx import say


@require_GET
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, patient_for(request, pk))


@require_GET
def consent(request: HttpRequest, pk: int, word: int) -> HttpResponse:
    """What was said, with text, hash and signature, to be printed."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    found = patient.consents.select_related("text", "signing", "recorded_by", "given_by")
    one = as_read(get_object_or_404(found, pk=word), patient, staff(request))
    strokes = one.signing.strokes if one.signing else []
    context = {"word": one, "path": path(strokes), "width": WIDTH, "height": HEIGHT}
    return render_card(request, patient, "consents/evidence.html", context, tab="consents")


@require_POST
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a consent on paper or in words, or a refusal."""
    patient, form = patient_for(request, pk, Right.TAKE_CONSENTS), WordForm(request.POST)
    if not form.is_valid():
        return _show(request, patient, word=form)
    try:
        _record(request, patient, form)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _show(request, patient, word=form)
    say(request, _("Written down."))
    return redirect("web:card_consents", patient.pk)


def _record(request: HttpRequest, patient: Patient, form: WordForm) -> None:
    said, by, giver = form.cleaned_data, staff(request), form.giver(patient)
    common = {"by": by, "channel": said["channel"], "how": said["how"], "note": said["note"], "giver": giver}
    if said["said"] == Said.GIVEN:
        give_consent(patient, said["purpose"], given_on=said["day"], expires_on=said["expires_on"], **common)
    else:
        refuse_consent(patient, said["purpose"], reason=said["reason"], refused_on=said["day"], **common)


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a consent back; it holds no longer, at once."""
    patient, form = patient_for(request, pk, Right.TAKE_CONSENTS), WithdrawalForm(request.POST)
    if not form.is_valid():
        return _show(request, patient, withdraw=form)
    said = form.cleaned_data
    try:
        withdraw_consent(
            patient, said["purpose"], by=staff(request), channel=said["channel"], how=said["how"],
            note=said["note"], giver=form.giver(patient),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, refused.message)
        return _show(request, patient, withdraw=form)
    say(request, _("Withdrawn: it holds no longer."))
    return redirect("web:card_consents", patient.pk)


@require_POST
def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand this tablet over, which signs the desk out on it, or give the address for another device."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    here = request.POST.get("on") == "tablet"
    _signing, token = open_signing(patient, by=staff(request), on_tablet=here)
    address = reverse("web:sign", args=[token])
    if here:
        logout(request)
        return redirect(address)
    return _show(request, patient, link=request.build_absolute_uri(address))


def _show(
    request: HttpRequest,
    patient: Patient,
    *,
    word: Form | None = None,
    withdraw: Form | None = None,
    link: str = "",
) -> HttpResponse:
    context = {
        "page": consents_page(patient, staff(request)),
        "word_form": word or WordForm(auto_id="word_%s"),
        "withdrawal_form": withdraw or WithdrawalForm(auto_id="withdrawal_%s"),
        "link": link,
        "may_copy": staff(request).may_at(Right.EXPORT_PATIENTS, patient.branch_id),
        "may_connect": staff(request).may_at(Right.EDIT_PATIENTS, patient.branch_id),
    }
    status = 422 if word or withdraw else None
    response = render_card(request, patient, "consents/consents.html", context, tab="consents", status=status)
    if link:
        response["Cache-Control"] = "no-store"
    return response
