"""Forms of the settings pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category, Payment, Visit
from rapport.people.models import Tag
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right, Role

EVERYWHERE = "*"


class BranchForm(forms.ModelForm):  # type: ignore[type-arg]
    """A branch: where it is, its clock, its money, its hours."""

    class Meta:
        model = Branch
        fields = (
            "name",
            "address",
            "time_zone",
            "region",
            "currency",
            "language",
            "opens_at",
            "closes_at",
            "open_days",
        )
        widgets = {
            "opens_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean_open_days(self) -> str:
        days = str(self.cleaned_data["open_days"])
        if not set(days) <= set("1234567"):
            raise ValidationError(_("Write the days as digits: 12345 is Monday to Friday."))
        return "".join(sorted(set(days)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The branch closes before it opens."))
        if self.instance.pk and "currency" in self.changed_data and _has_amounts(self.instance):
            self.add_error(
                "currency",
                _("Amounts are written down in the old currency already. Make a new branch for another one."),
            )
        return data


def _has_amounts(branch: Branch) -> bool:
    return Payment.objects.filter(branch=branch).exists() or Visit.objects.filter(branch=branch).exists()


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    """A member of staff with their roles at the branches `manager` manages; roles elsewhere stay as they are."""

    password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one."),
    )
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = User
        fields = ("name", "username", "email", "language", "is_active")
        labels = {"is_active": _("May sign in")}

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        self.fields["is_active"].help_text = ""
        self.branches = list(Branch.objects.visible_to(manager, Right.MANAGE_USERS))
        self.manages_all = manager.branches_where(Right.MANAGE_USERS) is None
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)
        places = [(EVERYWHERE, _("At every branch"))] if self.manages_all else []
        places += [(str(branch.pk), branch.name) for branch in self.branches]
        field.choices = [(label, [(f"{role}@{place}", role.label) for role in Role]) for place, label in places]
        if self.instance.pk:
            self.initial["roles"] = [
                f"{role}@{branch or EVERYWHERE}" for role, branch in self.instance.assignments
            ]
        else:
            self.fields["password"].required = True
            self.fields["password"].help_text = ""

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if password:
            validate_password(password, self.instance)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        locks_out = not data.get("is_active", True) or f"{Role.OWNER}@{EVERYWHERE}" not in data.get("roles", [])
        if self.instance.pk == self.manager.pk and self.manages_all and locks_out:
            self.add_error(None, _("You cannot take your own ownership away. Let another owner do it."))
        return data

    def wanted_roles(self) -> list[tuple[str, Branch | None]]:
        """The roles ticked, and those held at branches that this manager does not manage."""
        by_pk = {str(branch.pk): branch for branch in self.branches}
        ticked = [value.split("@") for value in self.cleaned_data["roles"]]
        wanted: list[tuple[str, Branch | None]] = [(role, by_pk.get(place)) for role, place in ticked]
        if self.instance.pk:
            for held in self.instance.roles.select_related("branch"):
                ours = self.manages_all if held.branch is None else str(held.branch.pk) in by_pk
                if not ours:
                    wanted.append((held.role, held.branch))
        return wanted


class TagForm(forms.ModelForm):  # type: ignore[type-arg]
    """A tag of the clinic's own."""

    class Meta:
        model = Tag
        fields = ("name",)


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """The clinic's own name for a category, and the need it stands for."""

    class Meta:
        model = Category
        fields = ("name", "need")
        help_texts = {"name": _("Empty: the built-in name, in the reader's language.")}
