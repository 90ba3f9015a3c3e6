"""The terms of a branch as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Terms

# a term longer than a year is a slip of the key
_LONGEST = 366


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Days, hours and tries; all of them whole numbers."""

    class Meta:
        model = Terms
        exclude = ("branch",)
        help_texts = {
            "asked_before": _("Everyone treated in a month is asked before that day of the next one."),
            "attempts": _("After so many calls that nobody answers they are left in peace."),
            "call_after_days": _("Who has not answered the message by then is called."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, field in fields.items():
            least = 0 if name == "ask_after_days" else 1
            field.validators += [MinValueValidator(least), MaxValueValidator(_LONGEST)]
            field.widget.attrs |= {"min": least, "max": _LONGEST}
