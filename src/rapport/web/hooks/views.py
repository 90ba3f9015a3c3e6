"""The doors for programs outside: what providers of messages report, and what clients write through them.

Whoever knocks learns nothing: 200 for what was heard, 403 for what does not come from the provider, 404 for what
is not there, 429 for who asks for that again and again.
"""

from __future__ import annotations

import logging
import secrets
from contextlib import closing

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rapport.lib.refusal import Refused
from rapport.outreach.accounts import open_account
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Forged, Heard, Knock
from rapport.outreach.models import ChannelAccount
from rapport.outreach.receipts import take_report
from rapport.web.limits import too_many

log = logging.getLogger(__name__)

# no provider brings more at once: services for e-mail bundle some hundred reports
_LONGEST = 512 * 1024
# knocks at doors that are not there, of one address in a minute
_MOST_GUESSES, _SECONDS = 60, 60


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, pk: int, token: str, part: str = "") -> HttpResponse:
    """What was brought to the address of an account, whether it is in use or not: a stop is a stop."""
    account = ChannelAccount.objects.filter(pk=pk).first()
    if not secrets.compare_digest(token.encode(), (account.hook if account else "").encode()) or account is None:
        guessing = too_many(request, "hook", most=_MOST_GUESSES, seconds=_SECONDS)
        return _answer(429 if guessing else 404)
    if _length(request) > _LONGEST:
        return _answer(403)
    try:
        heard = _hear(account, _knock(request, part))
    except Forged:
        return _answer(403)
    except Refused as refused:
        log.warning("What was brought to %s cannot be read: %s", account, refused)
        return _answer(404)
    for report in heard.reports:
        take_report(account, report)
    for word in heard.words:
        take_word(account, word)
    return _answer(200, heard.reply)


def _hear(account: ChannelAccount, knock: Knock) -> Heard:
    with closing(open_account(account)) as provider:
        return provider.hear(knock)


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() and len(said) < 12 else _LONGEST + 1


def _knock(request: HttpRequest, part: str) -> Knock:
    return Knock(
        method=request.method or "",
        part=part,
        query={name: str(value) for name, value in request.GET.items()},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
    )


def _answer(status: int, text: str = "") -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
