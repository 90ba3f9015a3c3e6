"""The call log: every call that one may know of; what to see of it stands in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from rapport.outreach.models import Call, CallOutcome, StayAway, WorkList
from rapport.outreach.models.call import CallQuerySet
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.ids import id_of
from rapport.web.sight import Sight

A_PAGE = 50


class LogFilter(forms.Form):
    """What to see of the log. What cannot be read is left out: an address may be old."""

    outcome = forms.ChoiceField(label=_("outcome"), required=False, choices=[("", _("any")), *CallOutcome.choices])
    list = forms.ChoiceField(label=_("list"), required=False, choices=[("", _("any")), *WorkList.choices])
    away = forms.ChoiceField(
        label=_("why they stay away"), required=False, choices=[("", _("any")), *StayAway.choices]
    )
    caller = forms.ModelChoiceField(User.objects.none(), label=_("caller"), required=False, empty_label=_("all"))
    since = forms.DateField(label=_("from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    stays = forms.BooleanField(label=_("said why they choose the clinic"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Call.objects.visible_to(user, Right.MAKE_CALLS).order_by()
        called = User.objects.filter(pk__in=known.values("caller"))
        self.fields["caller"].queryset = called.order_by("name")  # type: ignore[attr-defined]
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "ctl"

    def asked(self) -> Mapping[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def calls_of(user: User, asked: Mapping[str, Any]) -> CallQuerySet:
    """The calls that `user` may know of and that `asked` describes."""
    named = {"outcome": "outcome", "list": "task__work_list", "away": "stays_away", "caller": "caller"}
    found = Call.objects.visible_to(user, Right.MAKE_CALLS).filter(
        **{column: asked[name] for name, column in named.items() if name in asked}
    )
    if "since" in asked:
        found = found.filter(begun_at__gte=_midnight(asked["since"]))
    if "until" in asked:
        found = found.filter(begun_at__lt=_midnight(asked["until"]) + timedelta(days=1))
    return found.exclude(chooses_us="") if "stays" in asked else found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """A page of calls, the latest first, by key: as fast at a hundred thousand as at ten."""
    user = staff(request)
    # closed in counter mode: every line of it is how a call with somebody ended
    if not user.may(Right.SEE_WORDS):
        raise PermissionDenied(Right.SEE_WORDS)
    form = LogFilter(request.GET, user=user)
    found = calls_of(user, form.asked()).order_by("-pk")
    if before := id_of(request.GET.get("before", "")):
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("patient__branch", "caller", "task", "version")[: A_PAGE + 1])
    asked = {name: value for name, value in request.GET.items() if name != "before" and value}
    more = f"?{urlencode(asked | {'before': rows[A_PAGE - 1].pk})}" if len(rows) > A_PAGE else ""
    lines = [(one, *_told(one, user)) for one in rows[:A_PAGE]]
    return render(request, "calls/log.html", {"lines": lines, "form": form, "more": more, "filtered": bool(asked)})


def _told(call: Call, user: User) -> tuple[datetime, str]:
    """When, by the clock of the branch, and what was said, as `user` may read it."""
    sight = Sight.of(user, call.patient)
    at = call.patient.branch.wall_clock(call.begun_at)
    words = (call.get_stays_away_display() if call.stays_away else "", call.words, call.chooses_us, call.note)
    return at, sight.text(" · ".join(str(one) for one in words if one))
