"""Case reviews: what is asked for, cause and corrective action, and whether it came back (CMP-6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.feedback.models import Complaint, Review
from rapport.feedback.reviews import (
    LOOKS,
    Proposal,
    finish_review,
    open_review,
    proposals,
    take_back_finish,
    write_review,
)
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.complaints.forms import colleagues
from rapport.web.complaints.pages import who_of
from rapport.web.feedback.frame import tabs
from rapport.web.htmx import say, say_refused
from rapport.web.ids import ids_of
from rapport.web.refusals import refusals_in, refusals_said
from rapport.web.sight import Sight

_SHOWN = 60
# older ones are not proposed any more
_PROPOSED_WITHIN = timedelta(days=180)


class ReviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """Root cause, what is changed, by whom and until when."""

    class Meta:
        model = Review
        fields = ("cause", "action", "owner", "due_on")
        widgets = {
            "cause": forms.Textarea(attrs={"rows": 4}),
            "action": forms.Textarea(attrs={"rows": 4}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {"owner": gettext_lazy("By whom")}

    def __init__(self, *args: Any, instance: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, instance=instance)  # type: ignore[misc]
        self.fields["owner"].queryset = colleagues(instance.branch)  # type: ignore[attr-defined]


def _proposals(user: User) -> list[Proposal]:
    now = clock.now()
    lately = Complaint.objects.visible_to(user, Right.HANDLE_FEEDBACK).filter(raised_at__gt=now - _PROPOSED_WITHIN)
    read = lately.select_related("branch", "patient").prefetch_related("kind_rows", "reviews")
    return proposals(read.order_by("-raised_at"), now)


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """What ought to be reviewed, and the reviews there are, the latest first."""
    user = staff(request)
    ids = user.branches_where(Right.SEE_FEEDBACK)
    seen = Review.objects.all() if ids is None else Review.objects.filter(branch__in=ids)
    found = seen.select_related("branch", "owner").prefetch_related("recurrences")[:_SHOWN]
    lines = [(one, Sight.at(user, one.branch_id).text(one.action)) for one in found]
    asked = _proposals(user) if user.may(Right.HANDLE_FEEDBACK) else []
    context = {
        "proposals": [
            {"one": one, "who": _(", ").join(_who(each, user) for each in one.complaints[:4])} for one in asked
        ],
        "reviews": lines,
        "tabs": tabs(user, "web:reviews"),
    }
    return render(request, "reviews/list.html", context)


def _who(complaint: Complaint, user: User) -> str:
    return who_of(complaint, Sight.at(user, complaint.branch_id))


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Open the review of the complaints that were named, of one kind."""
    user = staff(request)
    picked = ids_of(request.POST.getlist("complaint"))
    seen = Complaint.objects.visible_to(user, Right.HANDLE_FEEDBACK)
    try:
        review = open_review(list(seen.filter(pk__in=picked)), request.POST.get("kind", ""), by=user)
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect("web:reviews")
    return redirect("web:review", review.pk)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: its complaints, the cause, what is changed, and whether the kind came back."""
    user, one = staff(request), _load(request, pk)
    may_write = user.may_at(Right.HANDLE_FEEDBACK, one.branch_id)
    if request.method == "POST" and not may_write:
        raise Http404
    may_finish = one.is_written  # as it is kept, not as it was sent
    form = ReviewForm(request.POST or None, instance=one)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            write_review(Review.objects.get(pk=pk), by=user, **form.cleaned_data)
            say(request, _("Saved."))
            return redirect("web:review", pk)
    context = _told(one, user) | {"form": form, "may_write": may_write, "may_finish": may_finish}
    context["tabs"] = tabs(user, "web:reviews")
    return render(request, "reviews/review.html", context, status=422 if form.is_bound else 200)


def _told(one: Review, user: User) -> dict[str, object]:
    """The review in words that `user` may read."""
    sight = Sight.at(user, one.branch_id)
    about = one.complaints.select_related("patient", "raised_by").order_by("-raised_at")
    return {
        "review": one,
        "about": [(each, who_of(each, sight), sight.text(each.words)) for each in about.visible_to(user)],
        "cause": sight.text(one.cause),
        "action": sight.text(one.action),
        "looks": _looks(one),
    }


def _looks(one: Review) -> list[dict[str, object]]:
    """After so many days: how many came since, or on which day one looks."""
    found = {look.days: look.found for look in one.recurrences.all()}
    return [
        {"days": days, "found": found.get(days), "day": one.done_on and one.done_on + timedelta(days=days)}
        for days in LOOKS
    ]


@require_POST
def finishing(request: HttpRequest, pk: int) -> HttpResponse:
    """What was to be changed is changed."""
    one = _load(request, pk, Right.HANDLE_FEEDBACK)
    with refusals_said(request):
        finish_review(one, by=staff(request))
        undo = reverse("web:review_undoing", args=[pk])
        say(request, _("Done. Whether it comes back is looked at after 30 and 90 days."), undo=undo)
    return redirect("web:review", pk)


@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not done yet."""
    one = _load(request, pk, Right.HANDLE_FEEDBACK)
    with refusals_said(request):
        take_back_finish(one, by=staff(request))
        say(request, _("Taken back."))
    return redirect("web:review", pk)


def _load(request: HttpRequest, pk: int, right: Right = Right.SEE_FEEDBACK) -> Review:
    one = Review.objects.select_related("branch", "owner", "done_by").filter(pk=pk).first()
    if one is None or not staff(request).may_at(right, one.branch_id):
        raise Http404
    return one
