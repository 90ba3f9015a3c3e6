"""The wallet of one person: what they have, using it, and what they are given (BAS-2, REF-1 to REF-3)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.loyalty.giving import (
    bear,
    hand_over,
    open_card,
    settle,
    take_back_bearing,
    take_back_card,
    take_back_gift,
    take_back_over,
    take_back_settlement,
)
from rapport.loyalty.ledger import take_back_line
from rapport.loyalty.models import Account, Card, LedgerLine, Reward, RewardWay, Settlement
from rapport.loyalty.wallet import use
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import go_back, say, say_refused
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_in, refusals_said
from rapport.web.wallet.forms import CardForm, SettlementForm, UseForm, WayBackForm
from rapport.web.wallet.pages import wallet_page
from rapport.web.wallet.words import amount_of, money


@require_GET
def wallet(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, patient_for(request, pk, Right.SEE_MONEY))


def _to_wallet(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever undoes what they did in a list stays there."""
    return go_back(request, reverse("web:card_wallet", args=[pk]))


def _show(
    request: HttpRequest, patient: Patient, use_form: UseForm | None = None, card_form: CardForm | None = None
) -> HttpResponse:
    facts = getattr(patient, "facts", None) or PatientFacts(patient=patient)
    before = id_of(request.GET.get("before", "")) or None
    page = wallet_page(patient, facts, staff(request), before)
    wrong = any(form is not None and form.errors for form in (use_form, card_form))
    context = {
        "page": page,
        "use": use_form or UseForm(branch=patient.branch),
        "open": card_form or CardForm(),
        "ways": RewardWay.choices,
    }
    return render_card(
        request, patient, "wallet/wallet.html", context, tab="wallet", status=422 if wrong else None
    )


@require_POST
def using(request: HttpRequest, pk: int) -> HttpResponse:
    """A client uses points or fund (REF-3)."""
    patient = patient_for(request, pk, Right.KEEP_WALLET)
    form = UseForm(request.POST, branch=patient.branch)
    if form.is_valid():
        said = form.cleaned_data
        with refusals_in(form, "amount"):
            line = use(
                patient,
                Account(said["account"]),
                said["amount"],
                words=said["words"],
                by=staff(request),
                key=said["key"],
            )
            if line is not None:
                _used(request, line, patient)
    return redirect("web:card_wallet", patient.pk) if not form.errors else _show(request, patient, form)


def _used(request: HttpRequest, line: LedgerLine, patient: Patient) -> None:
    what = {"account": capfirst(line.get_account_display()), "amount": amount_of(line, patient.branch)}
    undo = reverse("web:card_wallet_line_back", args=[line.pk])
    say(request, _("%(account)s: %(amount)s") % what, undo=undo)


@require_POST
def line_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What was used by mistake comes back, by a line of its own (REF-3)."""
    lines = LedgerLine.objects.visible_to(staff(request), Right.KEEP_WALLET)
    line = get_object_or_404(lines, pk=pk)
    patient = patient_for(request, line.patient_id, Right.KEEP_WALLET)
    with refusals_said(request):
        back = take_back_line(line, by=staff(request))
        what = {"account": capfirst(back.get_account_display()), "amount": amount_of(back, patient.branch)}
        say(request, _("Taken back. %(account)s: %(amount)s") % what)
    return _to_wallet(request, line.patient_id)


@require_POST
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """A card is opened (BAS-2)."""
    patient, form = patient_for(request, pk, Right.KEEP_WALLET), CardForm(request.POST)
    if form.is_valid():
        with refusals_in(form, "number"):
            opened = open_card(patient, form.cleaned_data["number"], by=staff(request))
            undo = reverse("web:card_wallet_card_back", args=[opened.pk])
            say(request, _("The card %(number)s is open.") % {"number": opened.number}, undo=undo)
    if form.errors:
        return _show(request, patient, card_form=form)
    return redirect("web:card_wallet", patient.pk)


@require_POST
def card_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It was opened by mistake."""
    opened = get_object_or_404(Card.objects.visible_to(staff(request), Right.KEEP_WALLET), pk=pk)
    patient_for(request, opened.patient_id, Right.KEEP_WALLET)
    with refusals_said(request):
        take_back_card(opened, by=staff(request))
        say(request, _("Taken back."))
    return _to_wallet(request, opened.patient_id)


def _reward(request: HttpRequest, pk: int) -> Reward:
    """One of somebody at a branch where the reader keeps wallets."""
    found = Reward.objects.visible_to(staff(request), Right.KEEP_WALLET).select_related("patient__branch")
    reward = get_object_or_404(found, pk=pk)
    patient_for(request, reward.patient_id, Right.KEEP_WALLET)
    return reward


@require_POST
def handing(request: HttpRequest, pk: int) -> HttpResponse:
    """The gift was handed over (REF-2)."""
    reward = _reward(request, pk)
    with refusals_said(request):
        hand_over(reward, by=staff(request))
        what = {"gift": reward.words, "name": reward.patient.full_name}
        said = _("Handed over: %(gift)s, to %(name)s") % what
        say(request, said, undo=reverse("web:reward_handing_back", args=[pk]))
    return go_back(request, "web:wallets")


@require_POST
def handing_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not."""
    reward = _reward(request, pk)
    with refusals_said(request):
        take_back_gift(reward, by=staff(request))
        say(request, _("Taken back."))
    return _to_wallet(request, reward.patient_id)


@require_POST
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """What a rebate has grown to is given as the client chooses (REF-1)."""
    reward, form = _reward(request, pk), SettlementForm(request.POST)
    if form.is_valid():
        with refusals_said(request):
            way, words = RewardWay(form.cleaned_data["way"]), form.cleaned_data["words"]
            made = settle(reward, way, by=staff(request), words=words, shown=form.cleaned_data["due"])
            what = {"amount": money(made.amount, reward.patient.branch), "way": made.get_way_display()}
            what["name"] = reward.patient.full_name
            said = _("%(amount)s to %(name)s: %(way)s") % what
            say(request, said, undo=reverse("web:reward_settlement_back", args=[made.pk]))
    else:
        say_refused(request, next(iter(form.errors.values()))[0])
    return go_back(request, "web:wallets")


@require_POST
def over_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What was given of money that went back to the new client has come back."""
    reward, form = _reward(request, pk), WayBackForm(request.POST)
    if form.is_valid():
        with refusals_said(request):
            came = take_back_over(reward, RewardWay(form.cleaned_data["way"]), by=staff(request))
            what = {"amount": money(-came.amount, reward.patient.branch), "name": reward.patient.full_name}
            undo = reverse("web:reward_settlement_back", args=[came.pk])
            say(request, _("%(amount)s came back from %(name)s.") % what, undo=undo)
    else:
        say_refused(request, next(iter(form.errors.values()))[0])
    return go_back(request, "web:wallets")


@require_POST
def bearing(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not asked back."""
    reward = _reward(request, pk)
    with refusals_said(request):
        borne = bear(reward, by=staff(request))
        what = {"amount": money(reward.over, borne.patient.branch), "name": borne.patient.full_name}
        undo = reverse("web:reward_bearing_back", args=[pk])
        say(request, _("%(amount)s is not asked back from %(name)s.") % what, undo=undo)
    return go_back(request, "web:wallets")


@require_POST
def bearing_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It is, after all."""
    reward = _reward(request, pk)
    with refusals_said(request):
        take_back_bearing(reward, by=staff(request))
        say(request, _("Taken back."))
    return _to_wallet(request, reward.patient_id)


@require_POST
def settlement_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not given like this."""
    rewards: QuerySet[Reward] = Reward.objects.visible_to(staff(request), Right.KEEP_WALLET)
    made = get_object_or_404(Settlement.objects.filter(reward__in=rewards).select_related("reward"), pk=pk)
    patient_for(request, made.reward.patient_id, Right.KEEP_WALLET)
    with refusals_said(request):
        take_back_settlement(made, by=staff(request))
        say(request, _("Taken back."))
    return _to_wallet(request, made.reward.patient_id)
