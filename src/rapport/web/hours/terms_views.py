"""Settings: what a branch offers to clients who book themselves, and when it is closed (BOO-1, BOO-2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.appointments.booking.giving import lock
from rapport.appointments.booking.holidays import holidays_between
from rapport.appointments.models import BookingTerms
from rapport.staff.models import Branch
from rapport.web.hours.frame import branch_for, carry_out, render_hours
from rapport.web.hours.meanwhile import SharedForm, read_meanwhile, status_of
from rapport.web.htmx import say
from rapport.web.squares import squares_of

BOOK = "web:book_services"
_A_YEAR = timedelta(days=365)
# of each number the least and the most that make sense
_BOUNDS = {
    "days_ahead": (1, 365),
    "early_days": (0, 365),
    "kept_percent": (0, 100),
    "kept_until_hours": (0, 720),
    "notice_hours": (0, 168),
    "hold_minutes": (1, 60),
    "step_minutes": (5, 120),
    "offer_minutes": (5, 24 * 60),
    "first_reminder_hours": (1, 168),
    "second_reminder_hours": (1, 168),
    # its link is open for a week
    "questionnaire_days": (1, 7),
}


class TermsForm(SharedForm, forms.ModelForm):  # type: ignore[type-arg]
    """All terms, each with what it does."""

    class Meta:
        model = BookingTerms
        fields = (*_BOUNDS, "closed_on_holidays")
        help_texts = {
            "days_ahead": gettext_lazy("Clients see free times from today up to so many days ahead."),
            "early_days": gettext_lazy("Clients of class A see so many days more, before everybody else."),
            "kept_percent": gettext_lazy(
                "The last hours of each dentist's day, which most people want, are shown to class A alone."
            ),
            "kept_until_hours": gettext_lazy("What nobody of class A has taken by then, everybody sees."),
            "notice_hours": gettext_lazy("Times that begin sooner are not shown: they can call."),
            "hold_minutes": gettext_lazy("So long nobody else gets the time that a client has chosen."),
            "step_minutes": gettext_lazy("15: times begin at 9:00, 9:15, 9:30 and so on."),
            "offer_minutes": gettext_lazy(
                "So long the first on the waiting list may answer; then the next is asked."
            ),
            "first_reminder_hours": gettext_lazy("Sent so many hours before. Empty: no such reminder."),
            "second_reminder_hours": gettext_lazy("Nearer to the appointment than the first. Empty: none."),
            "questionnaire_days": gettext_lazy(
                "Who booked online is sent its link so many days before. Empty: not by itself."
            ),
            "closed_on_holidays": gettext_lazy("The week's hours do not count on them; extra days do."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in _BOUNDS.items():
            field = self.fields[name]
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
            field.widget.attrs |= {"min": least, "max": most}


@require_http_methods(["GET", "POST"])
@transaction.atomic
def terms(request: HttpRequest, branch: int) -> HttpResponse:
    """The terms, and beside them the public holidays of the coming year."""
    of = branch_for(request, branch)
    if request.method == "POST":
        lock(Branch, [of.pk])
    kept = BookingTerms.of(of)
    now, left = TermsForm(instance=kept), []
    form = TermsForm(request.POST, instance=BookingTerms.of(of)) if request.method == "POST" else now
    meanwhile = read_meanwhile(form, now, of.pk) if form.is_bound else None
    if meanwhile:
        form = TermsForm(instance=kept, initial=meanwhile.together)
    elif form.is_bound and form.is_valid():
        left = carry_out(form, form.save, of)
        if form.is_valid() and not left:
            say(request, _("Saved: %(what)s") % {"what": of})
            return redirect("web:hours_terms", of.pk)
    today = of.today()
    holidays = sorted(holidays_between(of.region, today, today + _A_YEAR, get_language() or "").items())
    address = (settings.RAPPORT_ADDRESS or request.build_absolute_uri("/").rstrip("/")) + reverse(BOOK, args=[of])
    context = {"form": form, "holidays": holidays, "left": left, "meanwhile": meanwhile}
    context |= {"before": now.sealed(of.pk), "address": address, "squares": squares_of(address, 4)}
    return render_hours(request, "terms", of, context, status_of(form, meanwhile))
