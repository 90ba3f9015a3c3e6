"""Forms on who looks after whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.people.models import Patient, Steward
from rapport.people.models.steward import StewardRole
from rapport.staff.models import Branch, User


def working_as(role: str, branches: QuerySet[Branch]) -> QuerySet[User]:
    """Colleagues who work in this part at one of `branches`."""
    here = Q(roles__branch__in=branches) | Q(roles__branch=None)
    return User.objects.filter(here, is_active=True, roles__role=role).distinct().order_by("name")


class StewardsForm(forms.Form):
    """One colleague, or nobody, for every part. Each field is named as the part."""

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {steward.role: steward.user_id for steward in patient.stewards.current()}
        branches = Branch.objects.filter(pk=patient.branch_id)
        for role in StewardRole:
            kept = [held[role.value]] if role.value in held else []
            offered = User.objects.filter(Q(pk__in=working_as(role.value, branches).values("pk")) | Q(pk__in=kept))
            self.fields[role.value] = forms.ModelChoiceField(
                offered.order_by("name"),
                label=role.label,
                required=False,
                empty_label=_("nobody"),
                initial=held.get(role.value),
            )


class HandOverForm(forms.Form):
    """All people of one colleague to another, in one part."""

    role = forms.ChoiceField(label=_("Part"), choices=StewardRole.choices)
    of = forms.ModelChoiceField(User.objects.none(), label=_("From"), empty_label=_("choose"))
    to = forms.ModelChoiceField(User.objects.none(), label=_("To"), empty_label=_("choose"))

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Q(roles__branch__in=branches) | Q(roles__branch=None)
        working = User.objects.filter(here, roles__role__in=StewardRole.values)
        looking = Steward.objects.current().filter(patient__branch__in=branches)
        self._offer("of", Q(pk__in=looking.values("user")))
        self._offer("to", Q(pk__in=working.values("pk"), is_active=True))

    def _offer(self, name: str, whom: Q) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(whom).order_by("name")
