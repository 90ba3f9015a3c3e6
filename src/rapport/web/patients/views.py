"""The list of patients: reading it, searching, its saved views."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.staff.looking import note_search
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import render_page, say
from rapport.web.models import SavedView
from rapport.web.patients.finding import found_people, newcomer
from rapport.web.patients.forms import FilterForm, SavedViewForm
from rapport.web.patients.pages import counted, list_page, tabs
from rapport.web.patients.question import (
    Question,
    address,
    has_blanks,
    read_question,
    without_blanks,
)
from rapport.web.patients.rows import Reader
from rapport.web.patients.searchable import closest
from rapport.web.patients.sections import sections

FOUND_AT_ONCE = 8


def reader_of(request: HttpRequest) -> Reader:
    return Reader.of(staff(request), get_language() or "en")


def question_of(request: HttpRequest) -> Question:
    return read_question(request.GET, reader_of(request))


@require_GET
def patients(request: HttpRequest) -> HttpResponse:
    """The list. A form that sent empty fields is led to the short address."""
    if has_blanks(request.GET):
        return redirect(address(without_blanks(request.GET)))
    question = question_of(request)
    if question.q:
        note_search(question.q, by=staff(request))
    page = list_page(question)
    return render_page(
        request,
        "patients/list.html",
        "patients/people.html",
        {"page": page, "sections": sections(staff(request), "web:patients")},
    )


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The closest few, as one types; the whole list for who sent the form without scripts."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    user = staff(request)
    if q:
        note_search(q, by=user, typing=True)
    ids = closest(user, q, FOUND_AT_ONCE)
    register = urlencode(newcomer(q)) if user.may(Right.EDIT_PATIENTS) else ""
    return render(request, "frame/found.html", {"found": found_people(ids, user), "q": q, "register": register})


@require_GET
def filters(request: HttpRequest) -> HttpResponse:
    """The form of all filters, filled with those in force."""
    reader = reader_of(request)
    form = FilterForm(reader.user, request.GET.dict())
    context = {"form": form, "sort": request.GET.get("sort", "")}
    return render_page(request, "patients/filters.html", "patients/filter_form.html", context)


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """The tabs once more, with the number of people in each."""
    question = question_of(request)
    return render(request, "patients/tabs.html", {"tabs": counted(tabs(question), question.reader)})


@require_GET
def number(request: HttpRequest) -> HttpResponse:
    """How many people the list has in all."""
    return render(request, "patients/number.html", {"number": question_of(request).people.count()})


@require_http_methods(["GET", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """The user's own views; POST keeps the list of the address under a name."""
    question = question_of(request)
    view = SavedView(owner=question.reader.user, query=question.query)
    form = SavedViewForm(request.POST or None, instance=view)
    if request.method == "POST" and form.is_valid():
        form.save()
        say(request, _("View saved: %(name)s") % {"name": view.name})
        return redirect(address(view.query))
    own = SavedView.objects.filter(owner=question.reader.user)
    context = {"form": form, "own": own, "question": question}
    return render(request, "patients/saved_views.html", context, status=422 if form.errors else 200)


@require_POST
def saved_view_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a view of one's own; the people in it are not touched."""
    view = get_object_or_404(SavedView, pk=pk, owner=staff(request))
    view.delete()
    say(request, _("View removed: %(name)s") % {"name": view.name})
    return redirect("web:saved_views")
