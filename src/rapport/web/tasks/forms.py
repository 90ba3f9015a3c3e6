from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import RIGHTS, Right


class ReminderForm(forms.Form):
    """A task of one's own: what, until when, by whom."""

    words = forms.CharField(label=_("What is to be done"), max_length=300)
    on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    owner = forms.ModelChoiceField(label=_("By"), queryset=User.objects.none(), required=False)

    def __init__(self, posted: Any, *, patient: Patient, user: User) -> None:
        super().__init__(posted, initial={"on": patient.branch.today()})
        working = [role for role, rights in RIGHTS.items() if Right.SEE_TODAY in rights]
        held = User.objects.filter(is_active=True, roles__role__in=working)
        here = held.filter(roles__branch=patient.branch_id) | held.filter(roles__branch=None)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = here.distinct().order_by("name")
        field.empty_label = str(_("me"))
        self.fields["words"].widget.attrs["autocomplete"] = "off"
