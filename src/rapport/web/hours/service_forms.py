from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Service
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Role
from rapport.web.hours.meanwhile import SharedForm
from rapport.web.ids import SeveralRows

_SHORTEST, _LONGEST = 5, 600
_LONGEST_BUFFER, _EARLIEST = 240, 365


class ServiceForm(SharedForm, forms.ModelForm):  # type: ignore[type-arg]
    """What a time is booked for, with its name in each language."""

    class Meta:
        model = Service
        fields = (
            "category",
            "minutes",
            "buffer_minutes",
            "given_by",
            "bookable_online",
            "early_days",
            "position",
        )
        field_classes = {"given_by": SeveralRows}
        widgets = {"given_by": forms.CheckboxSelectMultiple}
        help_texts = {
            "minutes": _("How long somebody is treated: this much is free before a time is offered."),
            "buffer_minutes": _("Dentist and chair stay taken so much longer; the client is not told of it."),
            "given_by": _("Nobody ticked: every dentist who has hours."),
            "bookable_online": _("If not, it is booked by staff alone."),
            "early_days": _("Clients of class A see so many days more. Empty: as the terms of the branch say."),
            "position": _("Smaller numbers stand first in every list."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["minutes"].validators += [MinValueValidator(_SHORTEST), MaxValueValidator(_LONGEST)]
        fields["buffer_minutes"].validators.append(MaxValueValidator(_LONGEST_BUFFER))
        fields["early_days"].validators.append(MaxValueValidator(_EARLIEST))
        dentists = User.objects.filter(is_active=True, roles__role=Role.DENTIST)
        kept = User.objects.filter(pk__in=self._kept())
        fields["given_by"].queryset = (dentists | kept).distinct().order_by("name", "pk")
        for code, name in LANGUAGES:
            fields[f"name_{code}"] = forms.CharField(
                label=_("Name, %(language)s") % {"language": name},
                max_length=120,
                initial=self.instance.names.get(code, "") if self.instance.names else "",
            )
        self.order_fields([f"name_{code}" for code, _name in LANGUAGES])

    def _kept(self) -> list[int]:
        return list(self.instance.given_by.values_list("pk", flat=True)) if self.instance.pk else []

    def save(self, commit: bool = True) -> Service:
        self.instance.names = {code: self.cleaned_data[f"name_{code}"].strip() for code, _name in LANGUAGES}
        saved: Service = super().save(commit=commit)
        return saved
