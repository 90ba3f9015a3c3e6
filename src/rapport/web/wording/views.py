"""Settings: what the clinic writes, by occasion, channel and language (CAM-7)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.lib.refusal import Refused
from rapport.lib.storable import storable
from rapport.outreach.models import Template
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.wording.actions import retire_template, save_wording, take_up_template
from rapport.outreach.wording.letters import in_force
from rapport.outreach.wording.placeholders import MEANING
from rapport.outreach.wording.shipped import take_over_shipped
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.ids import id_of
from rapport.web.settings.pages import sections
from rapport.web.wording.forms import TemplateForm
from rapport.web.wording.pages import line, lines, preview


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Every template that the reader may write with, and in which languages and by which channels it exists."""
    user = staff(request)
    listed = Template.objects.visible_to(user).in_use().select_related("branch").prefetch_related("wordings")
    retired = Template.objects.changeable_by(user).exclude(retired_at=None).order_by("-retired_at")
    everywhere = user.branches_where(Right.WRITE_SCRIPTS) is None
    return _show(request, "templates", {"lines": lines(listed), "retired": retired, "everywhere": everywhere})


@require_http_methods(["GET", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, TemplateForm(request.POST or None, user=staff(request)), _("New template"))


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and purpose, and the table of its words."""
    found = _changeable(request, pk)
    form = TemplateForm(request.POST or None, instance=found, user=staff(request))
    return _edit(request, form, found.name, line=line(found), languages=LANGUAGES)


@require_POST
def templates_shipped(request: HttpRequest) -> HttpResponse:
    """Begin with the templates that come with the program. They are the house's: for who writes for all of it."""
    user = staff(request)
    if user.branches_where(Right.WRITE_SCRIPTS) is not None:
        raise Http404
    taken = take_over_shipped(get_language() or "en", by=user)
    text = ngettext("%(count)d template taken over", "%(count)d templates taken over", len(taken))
    say(request, text % {"count": len(taken)})
    return redirect("web:templates")


def _edit(request: HttpRequest, form: TemplateForm, title: str, **shown: Any) -> HttpResponse:
    if form.is_bound and form.is_valid():
        saved = form.save()
        say(request, _("Saved: %(what)s") % {"what": saved})
        return redirect("web:template", saved.pk)
    context = {"form": form, "title": title, "template": form.instance, **shown}
    return _show(request, "template", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, pk: int, channel: str, language: str) -> HttpResponse:
    """The words by one channel in one language; each saving that changes them is a version."""
    found = _changeable(request, pk)
    _demand_place(channel, language)
    if request.method != "POST":
        last = in_force(found).get((channel, language))
        return _words(request, found, channel, language, (last.subject, last.body) if last else ("", ""))
    subject, body = _typed(request)
    try:
        save_wording(found, channel, language, subject=subject, body=body, by=staff(request))
    except Refused as refused:
        return _words(request, found, channel, language, (subject, body), refused.message)
    say(request, _("Saved: %(what)s") % {"what": found})
    return redirect("web:template", found.pk)


def _words(
    request: HttpRequest, found: Template, channel: str, language: str, words: tuple[str, str], problem: str = ""
) -> HttpResponse:
    subject, body = words
    context = {
        "template": found,
        "channel": Channel(channel),
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "subject": subject,
        "body": body,
        "problem": problem,
        "names": [(name, meaning) for name, meaning in MEANING.items()],
        "versions": found.wordings.filter(channel=channel, language=language)
        .select_related("by")
        .order_by("-version"),
        "preview": preview(channel, subject, body, _readers(request, language), writer=staff(request)),
    }
    return _show(request, "wording", context, 422 if problem else 200)


@require_POST
def wording_preview(request: HttpRequest, pk: int, channel: str, language: str) -> HttpResponse:
    """What is being written, as a real person would read it."""
    _changeable(request, pk)
    _demand_place(channel, language)
    subject, body = _typed(request)
    people = _readers(request, language)
    if picked := id_of(request.POST.get("person", "")):
        people = Patient.objects.visible_to(staff(request)).filter(pk=picked)
    shown = preview(channel, subject, body, people, writer=staff(request))
    return render(request, "wording/preview.html", {"preview": shown, "language": language})


def _typed(request: HttpRequest) -> tuple[str, str]:
    """Subject and text."""
    return storable(request.POST.get("subject", ""))[:200], storable(request.POST.get("body", ""))[:20_000]


def _readers(request: HttpRequest, language: str) -> QuerySet[Patient]:
    """People who would be written to in `language`, as far as the reader sees any; else anybody."""
    seen = Patient.objects.visible_to(staff(request)).living()
    speaking = seen.filter(language=language)
    at_branch = seen.filter(language="", branch__language=language)
    return (speaking | at_branch).exclude(visits=None).order_by("pk")[:1]


def _demand_place(channel: str, language: str) -> None:
    if channel not in BY_MESSAGE or language not in dict(LANGUAGES):
        raise Http404


def _changeable(request: HttpRequest, pk: int) -> Template:
    return get_object_or_404(Template.objects.changeable_by(staff(request)), pk=pk)


@require_POST
def template_retirement(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    retire_template(found)
    say(
        request, _("Taken out of use: %(what)s") % {"what": found}, reverse("web:template_return", args=[found.pk])
    )
    return redirect("web:templates")


@require_POST
def template_return(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    take_up_template(found)
    say(request, _("In use again: %(what)s") % {"what": found})
    return redirect("web:templates")


def _show(request: HttpRequest, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"wording/{page}.html", {**context, "sections": sections(request)}, status=status)
