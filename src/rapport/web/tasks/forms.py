from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.people.models import Patient
from rapport.staff.models import Branch, RoleAssignment, User
from rapport.staff.roles import RIGHTS, Right


def colleagues_at(branches: Collection[Branch]) -> QuerySet[User]:
    """Who can be handed a task at one of these branches: those who work with people there."""
    working = [role for role, rights in RIGHTS.items() if Right.SEE_TODAY in rights]
    held = RoleAssignment.objects.filter(Q(branch=None) | Q(branch__in=branches), role__in=working)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name")


class ReminderForm(forms.Form):
    """A task of one's own: what, until when, by whom."""

    words = forms.CharField(label=_("What is to be done"), max_length=300)
    on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    owner = forms.ModelChoiceField(label=_("By"), queryset=User.objects.none(), required=False)

    stays = forms.BooleanField(
        label=_("Stays open though they book or come"),
        help_text=_("Otherwise it closes itself then."),
        required=False,
    )

    def __init__(self, posted: Any, *, patient: Patient, user: User) -> None:
        super().__init__(posted, initial={"on": patient.branch.today()})
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues_at([patient.branch])
        field.empty_label = str(_("me"))
        self.fields["words"].widget.attrs["autocomplete"] = "off"
