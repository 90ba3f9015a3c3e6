"""Settings: what clients are asked after a treatment, and what service forms ask (AFT-1, AFT-4)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.care.models import Category
from rapport.feedback.models import Question, Use
from rapport.feedback.questions import (
    add_question,
    change_question,
    move_question,
    retire_question,
    sheet,
    take_up_question,
)
from rapport.lib.storable import storable
from rapport.staff.models.branch import LANGUAGES
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.questions.forms import QuestionForm
from rapport.web.refusals import refusals_in, refusals_said
from rapport.web.settings.pages import sections
from rapport.web.surveys.pages import sample_of

# so many of what is asked no more can be taken up again from the page
_RETIRED_SHOWN = 30


@dataclass(frozen=True)
class Group:
    """What is asked in one use about one category; None: whatever was done."""

    use: str
    category: Category | None
    questions: list[Question]


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Everything that is asked, in its order, and what was and can be again."""
    asked = Question.objects.asked().select_related("category")
    ordered = sorted(asked, key=lambda one: (one.use != Use.SURVEY, _place(one.category), one.position, one.pk))
    groups = [
        Group(str(Use(use).label), category, list(found))
        for (use, category), found in groupby(ordered, key=lambda one: (one.use, one.category))
    ]
    replaced = [one.key for one in ordered if one.key]
    retired = Question.objects.exclude(retired_at=None).exclude(key__in=replaced).order_by("-retired_at")
    context = {"groups": groups, "retired": retired[:_RETIRED_SHOWN], "languages": LANGUAGES}
    return _show(request, "questions", context)


def _place(category: Category | None) -> int:
    return category.position if category else -1


@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words are another question: those who answered keep what they read."""
    return _edit(request, get_object_or_404(Question.objects.asked(), pk=pk))


def _edit(request: HttpRequest, found: Question | None) -> HttpResponse:
    form = QuestionForm(request.POST or None, instance=found)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            by = staff(request)
            saved = change_question(found, form.new(), by=by) if found else add_question(form.new(), by=by)
            say(request, _("Saved: %(what)s") % {"what": saved})
            return redirect("web:questions")
    context = {"form": form, "question": found, "title": str(found) if found else _("New question")}
    return _show(request, "question", context, 422 if form.is_bound else 200)


@require_POST
def question_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down among its own."""
    move_question(get_object_or_404(Question.objects.asked(), pk=pk), up=request.POST.get("to") == "up")
    return redirect("web:questions")


@require_POST
def question_retirement(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Question, pk=pk)
    with refusals_said(request):
        retire_question(found)
        undo = reverse("web:question_return", args=[found.pk])
        say(request, _("Asked no more: %(what)s") % {"what": found}, undo)
    return redirect("web:questions")


@require_POST
def question_return(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Question, pk=pk)
    with refusals_said(request):
        take_up_question(found)
        say(request, _("Asked again: %(what)s") % {"what": found})
    return redirect("web:questions")


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """The page on the phone as it is now, about nobody: nothing can be sent."""
    category, language = storable(request.GET.get("category", "")), request.GET.get("language", "")
    if language not in dict(LANGUAGES):
        language = translation.get_language() or "en"
    if category and not Category.objects.filter(code=category).exists():
        raise Http404
    asked = Question.objects.asked().filter(use=Use.SURVEY).about(category or None)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        context = {
            "page": sample_of(sheet(asked), language),
            "clinic": _("Sample"),
            "languages": LANGUAGES,
            "language": language,
            "category": category,
            "sample": True,
        }
        return render(request, "surveys/survey.html", context)


def _show(request: HttpRequest, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"questions/{page}.html", {**context, "sections": sections(request)}, status=status)
