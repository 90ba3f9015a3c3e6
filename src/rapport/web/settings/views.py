"""Settings: branches, users, tags, categories, and who changed what."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.care.models import Category
from rapport.outreach.models import Manners
from rapport.people.models import Tag
from rapport.segmentation.policies.force import rules_still_read
from rapport.staff.actions import set_roles
from rapport.staff.models import Branch, RoleAssignment, User
from rapport.staff.roles import Right
from rapport.staff.second_step import remove_second_step
from rapport.web.access import staff
from rapport.web.audit.pages import without_hidden, working_only_at
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of
from rapport.web.reach.forms import MannersForm
from rapport.web.refusals import refusals_in, refusals_said
from rapport.web.settings.forms import BranchForm, CategoryForm, TagForm, UserForm
from rapport.web.settings.pages import CHANGES_SHOWN, changes, sections

# fields that take the whole width of a form of two columns
_WIDE = ("name", "address", "open_days", "days")
# the fields of a user, beside the table of roles
_ACCOUNT = ("name", "username", "email", "language", "password", "export_rows", "is_active", "starts_at_counter")


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """To the first part of the settings that is open to the reader."""
    open_to_them = sections(request)
    if not open_to_them:
        raise PermissionDenied(Right.MANAGE_CLINIC)
    return redirect(open_to_them[0].url)


def _show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"settings/{template}.html", {"sections": sections(request), **context}, status=status)


def _edit(request: HttpRequest, form: forms.ModelForm[Any], title: str, back: str) -> HttpResponse:
    """One form on a page of its own: shown, saved, or shown again with what is wrong."""
    if request.method == "POST" and form.is_valid():
        with refusals_in(form), rules_still_read():
            form.save()
        if not form.errors:
            say(request, _("Saved: %(what)s") % {"what": form.instance})
            return redirect(back)
    status = 422 if form.is_bound else 200
    return _show(request, "form", {"form": form, "title": title, "back": back, "wide": _WIDE}, status)


@require_GET
def branches(request: HttpRequest) -> HttpResponse:
    listed = Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC)
    counted = listed.annotate(people=Count("patients"))
    may_add = staff(request).branches_where(Right.MANAGE_CLINIC) is None
    return _show(request, "branches", {"branches": counted, "may_add": may_add})


@require_http_methods(["GET", "POST"])
def branch_new(request: HttpRequest) -> HttpResponse:
    if staff(request).branches_where(Right.MANAGE_CLINIC) is not None:
        raise Http404
    return _edit(request, BranchForm(request.POST or None), _("New branch"), "web:branches")


@require_http_methods(["GET", "POST"])
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC), pk=pk)
    return _edit(request, BranchForm(request.POST or None, instance=found), found.name, "web:branches")


@require_http_methods(["GET", "POST"])
def branch_manners(request: HttpRequest, pk: int) -> HttpResponse:
    """In which hours and how often at most a branch turns to its clients (LOY-4, CAM-1)."""
    found = get_object_or_404(Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC), pk=pk)
    kept = Manners.of(found)
    title = _("Hours and limits: %(branch)s") % {"branch": found}
    return _edit(request, MannersForm(request.POST or None, instance=kept), title, "web:branches")


def _managed_users(manager: User) -> QuerySet[User]:
    """Users all of whose roles are at branches that `manager` manages: nobody reaches into another branch."""
    ids = manager.branches_where(Right.MANAGE_USERS)
    if ids is None:
        return User.objects.all()
    elsewhere = RoleAssignment.objects.filter(Q(branch=None) | ~Q(branch__in=ids))
    return User.objects.filter(roles__branch__in=ids).exclude(pk__in=elsewhere.values("user")).distinct()


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    listed = _managed_users(staff(request)).prefetch_related("roles__branch").order_by("-is_active", "name")
    everywhere = staff(request).branches_where(Right.MANAGE_USERS) is None
    return _show(request, "users", {"users": listed, "may_ask_second_step": everywhere})


@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    return _edit_user(request, UserForm(request.POST or None, manager=staff(request)), _("New user"))


@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_managed_users(staff(request)), pk=pk)
    return _edit_user(request, UserForm(request.POST or None, instance=found, manager=staff(request)), str(found))


@require_POST
def user_second_step_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away what somebody lost: app, passkeys and recovery codes; the password alone opens then (audited)."""
    found = get_object_or_404(_managed_users(staff(request)), pk=pk)
    remove_second_step(found)
    say(request, _("Second step taken away: %(who)s") % {"who": found})
    return redirect("web:user", found.pk)


def _edit_user(request: HttpRequest, form: UserForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save(commit=False)
            if form.cleaned_data["password"]:
                saved.set_password(form.cleaned_data["password"])
            saved.save()
            set_roles(saved, form.wanted_roles())
        say(request, _("Saved: %(what)s") % {"what": saved})
        return redirect("web:users")
    status = 422 if form.is_bound else 200
    steps = Authenticator.objects.filter(user=form.instance) if form.instance.pk else Authenticator.objects.none()
    context = {"form": form, "title": title, "account": _ACCOUNT, "has_second_step": steps.exists()}
    return _show(request, "user", context, status)


@require_http_methods(["GET", "POST"])
def tags(request: HttpRequest) -> HttpResponse:
    """The tags, and a line to add one."""
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        say(request, _("Saved: %(what)s") % {"what": form.instance})
        return redirect("web:tags")
    counted = Tag.objects.annotate(people=Count("tagged")).order_by("-built_in", "name")
    return _show(request, "tags", {"tags": counted, "form": form}, 422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tag, pk=pk, built_in=None)
    return _edit(request, TagForm(request.POST or None, instance=found), str(found), "web:tags")


@require_POST
def tag_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a tag of the clinic's own that nobody carries any more."""
    found = get_object_or_404(Tag, pk=pk, built_in=None)
    if found.tagged.exists():
        say_refused(request, _("“%(tag)s” is still on people. Take it off them first.") % {"tag": found})
    else:
        with refusals_said(request):
            with rules_still_read():
                found.delete()
            say(request, _("Tag removed: %(tag)s") % {"tag": found})
    return redirect("web:tags")


@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    counted = Category.objects.annotate(
        prices=Count("priceitem", distinct=True), done=Count("treatment", distinct=True)
    )
    return _show(request, "categories", {"categories": counted})


@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Category, pk=pk)
    return _edit(request, CategoryForm(request.POST or None, instance=found), str(found), "web:categories")


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Who changed what, latest first."""
    entries = LogEntry.objects.select_related("actor", "content_type").order_by("-pk")
    ids = staff(request).branches_where(Right.SEE_AUDIT)
    if ids is not None:
        entries = entries.filter(actor__in=working_only_at(ids))
    if before := id_of(request.GET.get("before", "")):
        entries = entries.filter(pk__lt=before)
    page = list(entries[: CHANGES_SHOWN + 1])
    more = page[CHANGES_SHOWN - 1].pk if len(page) > CHANGES_SHOWN else None
    told = zip(changes(page[:CHANGES_SHOWN], staff(request)), page, strict=False)
    shown = [without_hidden(change, entry, staff(request), None) for change, entry in told]
    return _show(request, "audit", {"changes": shown, "more": more})
