"""Forms of the settings pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from rapport.care.models import Category, Payment, Visit
from rapport.lib import clock
from rapport.people.models import Tag
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import CURRENCIES, LANGUAGES
from rapport.staff.roles import RIGHTS, Right, Role

EVERYWHERE = "*"


class BranchForm(forms.ModelForm):  # type: ignore[type-arg]
    """A branch: where it is, its clock, its money, its hours."""

    open_days = forms.MultipleChoiceField(
        label=_("Open days"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day.")},
    )

    class Meta:
        model = Branch
        fields = (
            "name",
            "address",
            "region",
            "phone",
            "time_zone",
            "currency",
            "language",
            "opens_at",
            "closes_at",
            "open_days",
            "norm_cards",
            "norm_questionnaires",
        )
        widgets = {
            "opens_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "region": _("Phone numbers in files are read by its rules."),
            "phone": _("The number that clients call: it stands on the pages that they open."),
            "norm_cards": _("Today shows who is where. Empty: no norm."),
            "time_zone": _("The day and the calling hours of the branch go by its clock."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locale = Locale.parse({"zh": "zh_Hans", "ru": "ru"}.get((get_language() or "en")[:2], "en"))
        countries = ((code, locale.territories.get(code, code)) for code in SUPPORTED_REGIONS)
        self._offer("region", sorted(countries, key=lambda country: country[1]))
        self._offer("time_zone", [(zone, zone.replace("_", " ")) for zone in clock.zones()])
        self._offer("currency", [(code, f"{code} · {locale.currencies.get(code, code)}") for code in CURRENCIES])
        names = locale.days["stand-alone"]["abbreviated"]
        days = self.fields["open_days"]
        assert isinstance(days, forms.MultipleChoiceField)
        days.choices = [(str(day + 1), capfirst(names[day])) for day in range(7)]
        self.initial["open_days"] = list(self.instance.open_days)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Have `name` chosen from a list; what is kept stays choosable, wherever it came from."""
        kept, field = str(getattr(self.instance, name)), self.fields[name]
        if kept not in dict(choices):
            choices = [(kept, kept), *choices]
        self.fields[name] = forms.ChoiceField(
            label=field.label, help_text=field.help_text, choices=choices, initial=kept
        )

    def clean_open_days(self) -> str:
        return "".join(sorted(self.cleaned_data["open_days"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The branch closes before it opens. Give a later hour for closing."))
        if self.instance.pk and "currency" in self.changed_data and _has_amounts(self.instance):
            self.add_error(
                "currency",
                _("Amounts are written down in the old currency already. Make a new branch for another one."),
            )
        return data


def _has_amounts(branch: Branch) -> bool:
    return Payment.objects.filter(branch=branch).exists() or Visit.objects.filter(branch=branch).exists()


@dataclass(frozen=True)
class RoleRow:
    """A role in the table of roles: what it allows, and a box for every place."""

    role: Role
    rights: str
    boxes: list[tuple[Any, str]]


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
        fields = ("name", "username", "email", "language", "is_active", "starts_at_counter", "export_rows")
        labels = {"is_active": _("May sign in"), "username": _("Signs in as")}
        help_texts = {"username": _("Letters, digits and . _ - @ without spaces."), "is_active": ""}

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        self.branches = list(Branch.objects.visible_to(manager, Right.MANAGE_USERS))
        self.manages_all = manager.branches_where(Right.MANAGE_USERS) is None
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [("", _("As their browser asks")), *LANGUAGES]
        self.places = [(EVERYWHERE, str(_("Every branch")))] if self.manages_all else []
        self.places += [(str(branch.pk), branch.name) for branch in self.branches]
        field.choices = [
            (f"{role}@{place}", _(", ").join((str(role.label), label)))
            for role in Role
            for place, label in self.places
        ]
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

    def role_rows(self) -> list[RoleRow]:
        """The table of roles: one row a role, one box a place, each with its name for those who hear it."""
        boxes = iter(self["roles"])
        return [
            RoleRow(
                role,
                _(", ").join(str(right.label) for right in Right if right in RIGHTS[role]),
                [(next(boxes), _(", ").join((str(role.label), label))) for _place, label in self.places],
            )
            for role in Role
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ticked, active = set(data.get("roles", [])), data.get("is_active", True)
        if self.instance.pk == self.manager.pk:
            if not active:
                self.add_error("is_active", _("You cannot lock yourself out. Let another owner do it."))
            owned = {value for value in self.initial.get("roles", []) if value.startswith(f"{Role.OWNER}@")}
            if not owned <= ticked and f"{Role.OWNER}@{EVERYWHERE}" not in ticked:
                self.add_error("roles", _("You cannot take your own ownership away. Let another owner do it."))
        if active and "roles" in data and not self.wanted_roles():
            self.add_error("roles", _("Tick at least one role: without one, nothing is open to this person."))
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
