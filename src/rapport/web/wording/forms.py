"""Forms of the templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.outreach.models import Template
from rapport.outreach.models.purposes import TO_WRITE_FOR
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a template is called, what it is for, and where it is used."""

    class Meta:
        model = Template
        fields = ("name", "purpose", "branch")
        labels = {"branch": _("Branch")}
        help_texts = {"purpose": _("Only who agreed to this purpose is written to.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(one.value, one.label) for one in TO_WRITE_FOR]  # type: ignore[attr-defined]
        branch: Any = self.fields["branch"]
        branch.queryset = Branch.objects.visible_to(user, Right.WRITE_SCRIPTS)
        branch.required = user.branches_where(Right.WRITE_SCRIPTS) is not None
        branch.empty_label = None if branch.required else _("every branch")
