"""The rules that make tasks (CAM-6): turned on and off, changed, tried before they count."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_q.tasks import async_task

from rapport.criteria.doubting import doubts_said
from rapport.outreach.models import TaskRule
from rapport.segmentation.asking import branches_asked, vocabulary_for
from rapport.segmentation.worklists.reading import ReadRule, rules_in_use
from rapport.segmentation.worklists.shipping import shipped_rule
from rapport.segmentation.worklists.trying import Trial, try_rule
from rapport.staff.models import User
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.ids import id_of
from rapport.web.settings.pages import sections
from rapport.web.task_rules.forms import TaskRuleForm

_WIDE = ("name", "criterion")


@require_GET
def task_rules(request: HttpRequest) -> HttpResponse:
    """All of them, with what they have made; how many they would make now comes after the page."""
    open_now = Count("tasks", filter=Q(tasks__closed_at=None))
    rules = list(TaskRule.objects.annotate(open_now=open_now).order_by("pk"))
    doubts = {one.rule.pk: doubts_said(one.node) for one in rules_in_use(rules)}
    lines = [{"rule": rule, "unreadable": rule.pk not in doubts, "doubts": doubts.get(rule.pk)} for rule in rules]
    return render(request, "task_rules/rules.html", {"lines": lines, "sections": sections(request)})


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """Rule → how many people it fits and how many new tasks wait for room, as far as the reader may ask."""
    user = staff(request)
    tried = [(one.rule, _try(one, user)) for one in rules_in_use()]
    return render(request, "task_rules/counts.html", {"tried": tried})


def _try(one: ReadRule, user: User) -> Trial:
    return try_rule(one, branches_asked(one.node, user))


@require_http_methods(["GET", "POST"])
def task_rule_new(request: HttpRequest) -> HttpResponse:
    """A rule of the clinic's own."""
    return _edit(request, TaskRule(key=f"own_{get_random_string(8).lower()}", criterion="", months=None))


@require_http_methods(["GET", "POST"])
def task_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule, turn it on or off."""
    return _edit(request, get_object_or_404(TaskRule, pk=pk))


def _edit(request: HttpRequest, rule: TaskRule) -> HttpResponse:
    form = TaskRuleForm(request.POST or None, words=vocabulary_for(staff(request)), instance=rule)
    if form.is_bound and form.is_valid():
        saved = form.save()
        transaction.on_commit(lambda: async_task("rapport.segmentation.tasks.sweep_lists_of_everyone"))
        say(request, _("Saved: %(rule)s. The lists follow within a minute.") % {"rule": saved})
        return redirect("web:task_rules")
    context: dict[str, Any] = {
        "form": form,
        "rule": rule,
        "title": str(rule) if rule.pk else _("New rule for tasks"),
        "as_it_came": shipped_rule(rule.key),
        "wide": _WIDE,
        "sections": sections(request),
    }
    return render(request, "task_rules/rule.html", context, status=422 if form.is_bound else 200)


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """What the rule in the form would do now; nothing is saved."""
    rule = TaskRule.objects.filter(pk=id_of(request.POST.get("rule", ""))).first()
    user = staff(request)
    form = TaskRuleForm(request.POST, words=vocabulary_for(user), instance=rule or TaskRule())
    form.fields["name"].required = False
    tried = _try(form.read, user) if form.is_valid() and form.read else None
    begun = request.POST.get("criterion", "").strip()
    problem = next((error for errors in form.errors.values() for error in errors), "") if begun else ""
    doubts = doubts_said(form.read.node) if tried and form.read else []
    return render(request, "task_rules/trial.html", {"tried": tried, "problem": problem, "doubts": doubts})
