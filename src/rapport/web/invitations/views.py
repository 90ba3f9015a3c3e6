"""Connecting a person's WeChat or Telegram: a code to scan, since neither may be written to before (REC-2)."""

from __future__ import annotations

from contextlib import closing

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from rapport.lib.refusal import Refused
from rapport.outreach.accounts import open_account
from rapport.outreach.channels import providers
from rapport.outreach.channels.base import NotSent, Unknown
from rapport.outreach.identities import invitation
from rapport.outreach.models import ChannelAccount
from rapport.outreach.sending.routes import chosen
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import patient_for
from rapport.web.card.frame import render_card
from rapport.web.htmx import say_refused
from rapport.web.squares import squares_of


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """Which accounts know the person, and, asked for with POST, a code for one of them. Making one changes
    nothing: the client's own step does."""
    patient = patient_for(request, pk, Right.EDIT_PATIENTS)
    serving = _serving(patient)
    known = {one.account_id: one for one in patient.channel_identities.order_by("at")}
    context: dict[str, object] = {"lines": [(account, known.get(account.pk)) for account in serving]}
    if request.method == "POST":
        number = request.POST.get("account", "")
        found = {str(account.pk): account for account in serving}.get(number)
        context |= _invited(request, get_object_or_404(ChannelAccount, pk=found.pk if found else 0), patient)
    response = render_card(request, patient, "invitations/page.html", context, tab="consents")
    response["Cache-Control"] = "no-store"
    return response


def _serving(patient: Patient) -> list[ChannelAccount]:
    """The accounts through which messages to the person would go, of those that ask for an invitation."""
    asking = [name for name, kind in providers().items() if kind.by_invitation]
    rivals = list(ChannelAccount.objects.filter(provider__in=asking, on=True).order_by("channel", "name"))
    channels = dict.fromkeys(account.channel for account in rivals)
    found = [chosen((one for one in rivals if one.channel == it), patient.branch_id) for it in channels]
    return [account for account in found if account]


def _invited(request: HttpRequest, account: ChannelAccount, patient: Patient) -> dict[str, object]:
    try:
        with closing(open_account(account)) as provider:
            url = provider.invite(invitation(account, patient))
    except Refused as refused:
        say_refused(request, refused.message)
    except (NotSent, Unknown) as error:
        say_refused(request, error.words)
    else:
        return {"account": account, "url": url, "code": squares_of(url)}
    return {}
