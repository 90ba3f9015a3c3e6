"""One template written to many people of the list: first what would become of it (CAM-7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.refusal import Refused
from rapport.outreach.gate.reasons import in_short
from rapport.outreach.holdout import SHARES, USUAL, share_of
from rapport.outreach.mailing import start_mailing, take_mailing_back
from rapport.outreach.models import Mailing, Outlook, Template
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.outlook import AT_THE_PAGE, Forecast, begin_outlook, forecast, foreseen
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say, say_refused
from rapport.web.patients.question import address
from rapport.web.patients.selection import Selection, read_selection
from rapport.web.patients.views import reader_of

# why nobody writes to some of them, where it is for their letter and not for the gate
_NO_LETTER: dict[str, Any] = {
    "nobody_to_write_to": _("nobody speaks for them"),
    "no_wording": _("no words in their language"),
    "nothing_to_fill": _("something to fill in is not known of them"),
    "tells_of_illness": _("it would tell of an illness"),
}


def why_left_out(code: str) -> str:
    """Why a mailing does not go to somebody, in a word or two."""
    return str(_NO_LETTER.get(code) or in_short(code))


class MailingForm(forms.Form):
    """With which template, by which channel, and how many are held back to compare (CAM-8). `key` tells a second
    press of the button."""

    template = forms.ModelChoiceField(Template.objects.none(), label=_("Template"), empty_label=None)
    channel = forms.ChoiceField(label=_("Channel"), choices=[(one.value, one.label) for one in BY_MESSAGE])
    held_share = forms.ChoiceField(
        label=_("Held back, to compare"),
        choices=list(SHARES.items()),
        initial=USUAL,
        required=False,
        help_text=_(
            "Of an offer so many get nothing, drawn by lot; after thirty days Insights say what the offer brought "
            "beside them. Care goes to everybody."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["template"]
        field.queryset = Template.objects.visible_to(user).in_use()

    def clean_held_share(self) -> int:
        return int(self.cleaned_data["held_share"] or 0)


@require_POST
def message(request: HttpRequest) -> HttpResponse:
    """Ask which words, show what would become of it, and with `confirmed` write."""
    try:
        selection = read_selection(request.POST, reader_of(request))
        form = _form(request, selection)
        if request.POST.get("confirmed") == "1" and form.is_valid():
            return _write(request, selection, **form.cleaned_data)
        foretelling = _foretold(selection, form)
    except Refused as refusal:
        say_refused(request, refusal.message)
        return redirect("web:patients")
    context = {
        "form": form,
        "selection": selection,
        "count": selection.people(Right.WRITE_MESSAGES).count(),
        "back": address(selection.question.query),
        "may_write_templates": staff(request).may(Right.WRITE_SCRIPTS),
        **foretelling,
    }
    return render(request, "patients/message.html", context, status=422 if form.errors else 200)


@require_POST
def foretold(request: HttpRequest) -> HttpResponse:
    """What would become of it with this template and channel."""
    try:
        selection = read_selection(request.POST, reader_of(request))
        context = _foretold(selection, _form(request, selection))
    except Refused as refusal:
        context = {"wrong": refusal.message}
    return render(request, "patients/message_forecast.html", context)


def _form(request: HttpRequest, selection: Selection) -> MailingForm:
    user = selection.question.reader.user
    return MailingForm(request.POST if "channel" in request.POST else None, user=user)


def _foretold(selection: Selection, form: MailingForm) -> dict[str, Any]:
    """The forecast; of many people how far it has come, until it is there."""
    template, channel, asked = _chosen(form)
    if template is None:
        return {"forecast": None}
    share = share_of(template.purpose, asked)
    user, people = selection.question.reader.user, selection.people(Right.WRITE_MESSAGES)
    if people.count() <= AT_THE_PAGE:
        return _told(forecast(people, template, channel, by=user), share)
    return _outlook(begin_outlook(people, template, channel, by=user), share)


def _outlook(outlook: Outlook, share: int) -> dict[str, Any]:
    return _told(foreseen(outlook), share) if outlook.worked_out else {"outlook": outlook, "held_share": share}


def _told(told: Forecast, share: int) -> dict[str, Any]:
    left_out = [(why_left_out(code), number) for code, number in told.left_out.most_common()]
    held_back = round(told.written * share / 100)
    return {"forecast": told, "left_out": left_out, "held_share": share, "held_back": held_back}


@require_GET
def outlook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far an outlook of one's own has come, and what it came to."""
    found = get_object_or_404(Outlook.objects.visible_to(staff(request)).select_related("template", "by"), pk=pk)
    asked = request.GET.get("held", "")
    share = share_of(found.template.purpose, next((one for one in SHARES if str(one) == asked), 0))
    return render(request, "patients/message_forecast.html", _outlook(found, share))


def _chosen(form: MailingForm) -> tuple[Template | None, str, int]:
    """What is chosen, or what stands first until something is."""
    if form.is_bound:
        told = form.cleaned_data if form.is_valid() else {}
        return told.get("template"), told.get("channel", ""), told.get("held_share", 0)
    field: Any = form.fields["template"]
    return field.queryset.first(), BY_MESSAGE[0], USUAL


def _write(
    request: HttpRequest, selection: Selection, template: Template, channel: str, held_share: int, key: UUID
) -> HttpResponse:
    user = staff(request)
    people = selection.people(Right.WRITE_MESSAGES)
    mailing = start_mailing(
        people, template, channel, told=selection.told(), held_share=held_share, key=key, by=user
    )
    number = len(mailing.people)
    text = ngettext("Writing to %(count)d person", "Writing to %(count)d people", number) % {"count": number}
    say(request, text, reverse("web:mailing_taking_back", args=[mailing.pk]))
    return redirect(address(selection.question.query))


@require_POST
def taking_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a mailing of one's own, and take back what waits."""
    mailing = get_object_or_404(Mailing.objects.visible_to(staff(request)), pk=pk)
    number = take_mailing_back(mailing, by=staff(request))
    text = ngettext("Taken back: %(count)d message", "Taken back: %(count)d messages", number)
    say(request, text % {"count": number})
    return redirect("web:mailings")
