"""What clients wrote, latest first; first of all what nobody could be found for (REC-7)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.free_text import readable
from rapport.lib.storable import storable
from rapport.outreach.answers import assign
from rapport.outreach.models import Answer
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of
from rapport.web.sight import Sight

_SHOWN = 50


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """A page of them; `before` is the number of the last one shown."""
    seen = Answer.objects.visible_to(staff(request), Right.SEE_CONTACTS).select_related(
        "account__branch", "patient__branch"
    )
    nobody = request.GET.get("whose") == "nobody"
    listed = (seen.of_nobody() if nobody else seen).order_by("-pk")
    if before := id_of(request.GET.get("before", "")):
        listed = listed.filter(pk__lt=before)
    page = list(listed[: _SHOWN + 1])
    more = page[_SHOWN - 1].pk if len(page) > _SHOWN else None
    here = Branch.objects.order_by("pk").first()
    shown = [(answer, _local(answer, here), _readable(answer, staff(request))) for answer in page[:_SHOWN]]
    unknown = seen.of_nobody().count()
    context = {
        "answers": shown,
        "more": more,
        "nobody": nobody,
        "unknown": unknown,
        "views": _views(nobody, unknown),
        "may_call": staff(request).may(Right.MAKE_CALLS),
    }
    return render(request, "answers/list.html", context)


def _views(nobody: bool, unknown: int) -> list[dict[str, object]]:
    return [
        {"url": "?", "label": _("All answers"), "current": not nobody},
        {"url": "?whose=nobody", "label": _("Of nobody known"), "count": unknown, "current": nobody},
    ]


def _readable(answer: Answer, user: User) -> str:
    """Their words, without amounts for who may not see any (REC-12)."""
    if answer.patient:
        return Sight.of(user, answer.patient).text(answer.text)
    return readable(answer.text, contacts=True, money=user.may(Right.SEE_MONEY))


def _local(answer: Answer, here: Branch | None) -> datetime:
    """When it was written, by the clock of the branch of whoever wrote it, as far as anybody knows."""
    branch = answer.patient.branch if answer.patient else answer.account.branch or here
    return branch.wall_clock(answer.at) if branch else answer.at


@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose an answer is, by the number of their file."""
    user = staff(request)
    number = storable(request.POST.get("file_number", "")).strip()[:40]
    with transaction.atomic():
        seen = Answer.objects.visible_to(user, Right.EDIT_PATIENTS).of_nobody().select_related("account")
        answer = get_object_or_404(seen.select_for_update(of=("self",)), pk=pk)
        found = list(Patient.objects.visible_to(user, Right.EDIT_PATIENTS).filter(file_number=number)[:2])
        if len(found) != 1 or not number:
            say_refused(request, _("Nobody has this file number, or several do. Look it up on the card."))
        else:
            assign(answer, found[0])
            say(request, _("It stands on the timeline of %(name)s now.") % {"name": found[0]})
    return redirect("web:answers")
