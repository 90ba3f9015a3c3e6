from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Slip
from rapport.feedback.scores import HIGHEST, LOWEST
from rapport.feedback.slips import who_takes
from rapport.staff.models import User
from rapport.staff.roles import RIGHTS


class DealingForm(forms.Form):
    """What the dentist did about it."""

    words = forms.CharField(
        label=_("What was done, and what you told the client"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OwnerForm(forms.Form):
    """A colleague of the branch who takes the step that runs."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), widget=forms.Select({"class": "ctl"}))

    def __init__(self, *args: Any, slip: Slip, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Q(roles__branch=slip.branch_id) | Q(roles__branch=None)
        roles = [role for role, rights in RIGHTS.items() if who_takes(slip) in rights]
        staff = User.objects.filter(here, roles__role__in=roles, is_active=True).exclude(pk=slip.owner_id or 0)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = staff.distinct().order_by("name")


class SecondAnswerForm(forms.Form):
    """The client's own word, as somebody takes it down."""

    points = forms.TypedChoiceField(
        label=_("How satisfied are they now?"),
        choices=[(n, str(n)) for n in range(LOWEST, HIGHEST + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In their words"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
