"""Settings: the chairs of a branch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rapport.appointments.models import Chair
from rapport.appointments.planning import retire_chair, return_chair
from rapport.staff.models import Branch
from rapport.web.hours.frame import branch_for, render_hours
from rapport.web.hours.meanwhile import SharedForm, read_meanwhile, status_of
from rapport.web.htmx import say
from rapport.web.refusals import refusals_said


class ChairForm(SharedForm, forms.ModelForm):  # type: ignore[type-arg]
    """What a chair is called, and which stands first."""

    class Meta:
        model = Chair
        fields = ("name", "position")
        help_texts = {"position": gettext_lazy("Smaller numbers stand first in every list.")}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        same = Chair.objects.filter(branch=self.instance.branch, name__iexact=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                gettext_lazy("There is a chair of this name at this branch already. Choose another name.")
            )
        return name


@require_http_methods(["GET", "POST"])
def chairs(request: HttpRequest, branch: int) -> HttpResponse:
    """All of the branch, and a line for a new one."""
    of = branch_for(request, branch)
    known = list(Chair.objects.filter(branch=of))
    new = Chair(branch=of, position=max((one.position for one in known), default=-1) + 1)
    form = ChairForm(request.POST or None, instance=new)
    if _saved(request, form):
        return redirect("web:hours_chairs", of.pk)
    context = {"form": form, "chairs": known}
    return render_hours(request, "chairs", of, context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def chair(request: HttpRequest, branch: int, pk: int) -> HttpResponse:
    of = branch_for(request, branch)
    found = get_object_or_404(Chair.objects.select_for_update(), pk=pk, branch=of)
    now = ChairForm(instance=found)
    title, before = str(found), now.sealed(pk)
    form = ChairForm(request.POST, instance=found) if request.method == "POST" else now
    meanwhile = read_meanwhile(form, now, pk) if form.is_bound else None
    if meanwhile:
        form = ChairForm(instance=found, initial=dict(meanwhile.together))
    elif _saved(request, form):
        return redirect("web:hours_chairs", of.pk)
    context = {"form": form, "title": title, "meanwhile": meanwhile, "before": before}
    return render_hours(request, "chair", of, context, status_of(form, meanwhile))


@require_POST
def retirement(request: HttpRequest, branch: int, pk: int) -> HttpResponse:
    of = branch_for(request, branch)
    found = _chair(of, pk)
    with refusals_said(request):
        retire_chair(found)
        say(request, _("Nobody is seated in chair %(what)s any more but who is booked already.") % {"what": found})
    return redirect("web:hours_chairs", of.pk)


@require_POST
def come_back(request: HttpRequest, branch: int, pk: int) -> HttpResponse:
    of = branch_for(request, branch)
    found = _chair(of, pk)
    return_chair(found)
    say(request, _("Chair %(what)s is used again.") % {"what": found})
    return redirect("web:hours_chairs", of.pk)


def _chair(branch: Branch, pk: int) -> Chair:
    return get_object_or_404(Chair.objects.select_related("branch"), pk=pk, branch=branch)


def _saved(request: HttpRequest, form: Any) -> bool:
    if not (form.is_bound and form.is_valid()):
        return False
    say(request, _("Saved: %(what)s") % {"what": form.save()})
    return True
