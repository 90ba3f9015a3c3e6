from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import CareCallPlan
from rapport.staff.models.branch import LANGUAGES

# whoever had an implant is asked after a month; after a year it is a recall, which has its rules
_LATEST = 366
_LONGEST = 300


class CarePlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """After which treatment, how many days later, and what is asked in each language."""

    class Meta:
        model = CareCallPlan
        fields = ("category", "days_after", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["days_after"].validators.append(MaxValueValidator(_LATEST))
        for code, name in LANGUAGES:
            fields[f"words_{code}"] = forms.CharField(
                label=_("What to ask, %(language)s") % {"language": name},
                max_length=_LONGEST,
                initial=self.instance.words.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

        self.order_fields([*(name for name in fields if name != "on"), "on"])

    def save(self, commit: bool = True) -> CareCallPlan:
        self.instance.words = {code: self.cleaned_data[f"words_{code}"].strip() for code, _name in LANGUAGES}
        saved: CareCallPlan = super().save(commit=commit)
        return saved
