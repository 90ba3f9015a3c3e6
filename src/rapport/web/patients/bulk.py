"""What is done to many people of the list at once: tagging, and taking them out as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.lib.refusal import Refused
from rapport.people.actions import tag_patients, untag_batch
from rapport.people.models import Tag
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.exporting import ExportForm, hand_out
from rapport.web.htmx import go_back, say, say_refused
from rapport.web.patients.forms import TagForm
from rapport.web.patients.question import address
from rapport.web.patients.selection import Selection, read_selection
from rapport.web.patients.taking_out import export_of
from rapport.web.patients.views import question_of, reader_of

# more than this are tagged only after a look at the summary
ASK_ABOVE = 50


@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """What the bar over picked rows offers beyond them: everyone in the list, and the tags there are."""
    question = question_of(request)
    context = {"total": question.people.count(), "tags": [str(tag) for tag in Tag.objects.all()]}
    return render(request, "patients/offers.html", context)


@require_POST
def tags(request: HttpRequest) -> HttpResponse:
    """Put a tag on the selected people, after a summary when they are many; with one undo for all of it."""
    try:
        selection = read_selection(request.POST, reader_of(request))
    except Refused as refusal:
        return _refuse(request, refusal)
    form = TagForm(request.POST)
    if not form.is_valid():
        say_refused(request, _("Not tagged: write or choose a tag of at most 60 characters."))
        return redirect(_list_of(selection))
    people, tag = selection.people(Right.TAG_PATIENTS), form.cleaned_data["tag"]
    count = people.count()
    if count > ASK_ABOVE and request.POST.get("confirmed") != "1":
        return render(request, "patients/tagging.html", _summary(selection, tag, count))
    if tag.pk is None:  # two colleagues who think of the same word at once have one tag
        tag, _made = Tag.objects.get_or_create(name=tag.name)
    batch, tagged = tag_patients(people, tag, by=selection.question.reader.user)
    undo = reverse("web:patients_tags_undo", args=[batch]) if tagged else ""
    say(request, _told(tagged, count, tag), undo)
    return redirect(_list_of(selection))


def _summary(selection: Selection, tag: Tag, count: int) -> dict[str, Any]:
    have = selection.people(Right.TAG_PATIENTS).filter(tagged__tag=tag).count() if tag.pk else 0
    return {"selection": selection, "tag": tag, "count": count, "have": have, "back": _list_of(selection)}


def _told(tagged: int, count: int, tag: Tag) -> str:
    if not tagged:
        return _("Nothing to do: all of them have “%(tag)s” already.") % {"tag": tag}
    text = ngettext("%(count)d person tagged “%(tag)s”", "%(count)d people tagged “%(tag)s”", tagged)
    return text % {"count": tagged, "tag": tag}


def _list_of(selection: Selection) -> str:
    return address(selection.question.query)


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    say_refused(request, refusal.message)
    return redirect("web:patients")


@require_POST
def tags_undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take back one bulk tagging of one's own."""
    count = untag_batch(batch, by=staff(request))
    text = ngettext("Taken back: %(count)d person untagged", "Taken back: %(count)d people untagged", count)
    say(request, text % {"count": count})
    return go_back(request, "web:patients")


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask what it is for, then give the list as a file. GET asks for the whole list of the address, POST for the
    selected rows or, with a reason, for the file."""
    try:
        posted = request.POST if request.method == "POST" else _whole_list(request)
        selection = read_selection(posted, reader_of(request))
        form = ExportForm(request.POST if "reason" in request.POST else None)
        people = selection.people(Right.EXPORT_PATIENTS)
        reader, order = selection.question.reader, selection.question.order
        prepared = export_of(people, order, reader, selection.told())
    except Refused as refusal:
        return _refuse(request, refusal)
    if form.is_valid():
        return hand_out(prepared, by=reader.user, **form.cleaned_data)
    context = {"form": form, "selection": selection, "export": prepared, "back": _list_of(selection)}
    return render(request, "patients/export.html", context, status=422 if form.errors else 200)


def _whole_list(request: HttpRequest) -> QueryDict:
    return QueryDict(urlencode({"all": "1", "query": request.GET.urlencode()}))
