"""Forms about when a person may be reached."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rapport.outreach.models import HoursWish, Manners, Pause


class DaysField(forms.MultipleChoiceField):
    """Days of the week as boxes, kept as digits: 1 is Monday."""

    def __init__(self, **kwargs: Any) -> None:
        days = Locale.parse({"zh": "zh_Hans", "ru": "ru"}.get((get_language() or "en")[:2], "en")).days
        names = days["stand-alone"]["abbreviated"]
        super().__init__(
            choices=[(str(day + 1), capfirst(names[day])) for day in range(7)],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "days"}),
            error_messages={"required": _("Tick at least one day.")},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        return "".join(sorted(super().clean(value)))


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _ends_after(form: forms.ModelForm[Any], opens: str, closes: str) -> None:
    """Say at `closes` where hours end before they begin."""
    first, last = form.cleaned_data.get(opens), form.cleaned_data.get(closes)
    if first and last and first >= last:
        form.add_error(closes, _("These hours end before they begin."))


class PauseForm(forms.ModelForm):  # type: ignore[type-arg]
    """Why, from what and until when somebody is left in peace. Without a day until somebody ends it."""

    class Meta:
        model = Pause
        fields = ("ground", "scope", "until", "words")
        widgets = {"until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ground"].choices = [("", _("choose")), *Pause._meta.get_field("ground").flatchoices]


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """The hours that somebody wishes for calls, or for messages."""

    class Meta:
        model = HoursWish
        fields = ("opens", "closes", "words")
        widgets = {"opens": _clock(), "closes": _clock()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = DaysField(label=_("Days"))
        self.order_fields(["opens", "closes", "days", "words"])
        self.initial["days"] = list(self.instance.days)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _ends_after(self, "opens", "closes")
        return data


class MannersForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a branch turns to its clients; hours are those of the client's own clock."""

    class Meta:
        model = Manners
        exclude = ("branch", "call_days")
        widgets = {
            name: _clock()
            for name in ("calls_open", "calls_close", "best_open", "best_close", "messages_open", "messages_close")
        }
        help_texts = {
            "calls_open": _("By the clock of whoever is called."),
            "best_open": _("When people answer gladly: these come first in the queue."),
            "a_day": _("By whomever and through whatever. 0 is no limit."),
            "tasks_a_day": _("Of those that rules make; the most valuable clients come first. 0 is no limit."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = DaysField(label=_("Days for calls"))
        names = list(self.fields)
        self.order_fields([*names[:4], "days", *names[4:]])
        self.initial["days"] = list(self.instance.call_days)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for hours in ("calls", "best", "messages"):
            _ends_after(self, f"{hours}_open", f"{hours}_close")
        self.instance.call_days = data.get("days") or self.instance.call_days
        return data
