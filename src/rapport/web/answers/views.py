"""What clients wrote, latest first; what nobody could be found for, until somebody has seen to it (REC-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.free_text import readable
from rapport.lib.storable import storable
from rapport.outreach.audience import KINDS
from rapport.outreach.models import Answer
from rapport.outreach.unknown import ask_again, keep_address, say_whose, set_aside
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.answers.writers import answer_for, new_person_url
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of
from rapport.web.sight import Sight
from rapport.web.tabs import Tab

_SHOWN = 50


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """A page of them; `before` is the number of the last one shown."""
    seen = Answer.objects.visible_to(staff(request), Right.SEE_CONTACTS).select_related(
        "account__branch", "patient__branch", "set_aside_by"
    )
    nobody = request.GET.get("whose") == "nobody"
    listed = (seen.of_nobody() if nobody else seen).order_by("-pk")
    if before := id_of(request.GET.get("before", "")):
        listed = listed.filter(pk__lt=before)
    page = list(listed[: _SHOWN + 1])
    unknown = seen.of_nobody().count()
    context = {
        "answers": _shown(page[:_SHOWN], staff(request)),
        "more": page[_SHOWN - 1].pk if len(page) > _SHOWN else None,
        "nobody": nobody,
        "unknown": unknown,
        "views": _views(nobody, unknown),
        "may_call": staff(request).may(Right.MAKE_CALLS),
        "may_say": staff(request).may(Right.EDIT_PATIENTS),
    }
    return render(request, "answers/list.html", context)


def _shown(page: Sequence[Answer], user: User) -> list[tuple[Answer, datetime, str, str, str | None]]:
    """Each with its moment there, what `user` may read of it, where a person is made of who wrote it, and the kind
    of address they wrote from."""
    here = Branch.objects.order_by("pk").first()
    return [
        (one, _local(one, here), _readable(one, user), new_person_url(one), KINDS.get(one.account.channel))
        for one in page
    ]


def _views(nobody: bool, unknown: int) -> list[Tab]:
    return [
        Tab("?", _("All answers"), not nobody),
        Tab("?whose=nobody", _("Of nobody known"), nobody, unknown),
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
    """Say whose an answer is, by the number of their file, and that its address is theirs too."""
    user, answer = staff(request), answer_for(request, pk)
    number = storable(request.POST.get("file_number", "")).strip()[:40]
    found = list(Patient.objects.visible_to(user, Right.EDIT_PATIENTS).filter(file_number=number)[:2])
    if len(found) != 1 or not number:
        say_refused(request, _("Nobody has this file number, or several do. Look it up on the card."))
    elif say_whose(answer, found[0]):
        say(request, _("It stands on the timeline of %(name)s now.") % {"name": found[0]})
        if "address" in request.POST and keep_address(answer, found[0], by=user):
            say(request, _("%(sender)s stands on their card now.") % {"sender": answer.sender})
    return _on(request)


@require_POST
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """It is nobody of ours who wrote: the writer is off the list until they write again."""
    answer = answer_for(request, pk)
    set_aside(answer, by=staff(request))
    say(
        request,
        _("Off the list: %(sender)s is nobody of ours.") % {"sender": answer.sender},
        undo=reverse("web:answer_aside_undoing", args=[pk]),
    )
    return _on(request)


@require_POST
def aside_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of ours after all, or nobody knows yet."""
    if ask_again(answer_for(request, pk)):
        say(request, _("Back on the list of those whom nobody knows."))
    return _on(request)


def _on(request: HttpRequest) -> HttpResponse:
    """With the next one of whom nobody knows, while there is one."""
    seen = Answer.objects.visible_to(staff(request), Right.SEE_CONTACTS)
    return redirect(f"{reverse('web:answers')}{'?whose=nobody' if seen.of_nobody().exists() else ''}")
