"""The form of a person: everything of REC-1, with the tags of REC-8."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people import names
from rapport.people.actions.records import FILE_NUMBER_TAKEN
from rapport.people.models import Patient, Tag
from rapport.people.models.patient import Sex
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right

# nobody alive was born before
_EARLIEST_YEAR = 1880
# minutes; whoever is a day away stays overnight
_LONGEST_WAY = 24 * 60
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a record says of a person. `user` is who writes: only people they may see can be picked."""

    class Meta:
        model = Patient
        fields = (
            "full_name",
            "family_name",
            "given_name",
            "middle_name",
            "sex",
            "birth_date",
            "file_number",
            "registered_on",
            "language",
            "occupation",
            "hobbies",
            "address",
            "travel_minutes",
            "time_zone",
            "source",
            "referrer",
            "influence",
            "influence_note",
            "remark",
            "deceased",
            "died_on",
        )
        widgets = {"birth_date": _DAY, "registered_on": _DAY, "died_on": _DAY}
        help_texts = {
            "full_name": _("As it is written in their own script."),
            "family_name": _("Left empty, the parts are read from the full name."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        zones = [(zone, zone.replace("_", " ")) for zone in clock.zones()]
        self._offer("sex", _("not known"), Sex.choices)
        self._offer("language", _("not known"), LANGUAGES)
        self._offer("time_zone", _("as at the branch"), zones)
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)
        source.empty_label = _("not known")
        people = Patient.objects.visible_to(user)
        kept = Patient.objects.filter(pk=self.instance.referrer_id)
        self.fields["referrer"] = forms.ModelChoiceField(
            people | kept, required=False, widget=forms.HiddenInput, label=_("Referred by")
        )
        self.fields["travel_minutes"] = forms.IntegerField(
            label=_("Minutes of travel"), required=False, min_value=0, max_value=_LONGEST_WAY
        )
        for name in ("full_name", "family_name", "given_name", "middle_name", "address", "remark"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if self.instance.pk is None:
            self.fields["full_name"].widget.attrs["data-focus"] = ""
        self.tags = list(Tag.objects.all())
        held = set(self.instance.tagged.values_list("tag_id", flat=True)) if self.instance.pk else set()
        for tag in self.tags:
            self.fields[f"tag-{tag.pk}"] = forms.BooleanField(
                label=str(tag), required=False, initial=tag.pk in held
            )

    def _offer(self, name: str, nothing: Any, choices: list[tuple[str, Any]]) -> None:
        """Have `name` chosen from a list; what is kept stays choosable, wherever it came from."""
        kept = str(getattr(self.instance, name))
        if kept and kept not in dict(choices):
            choices = [(kept, kept), *choices]
        label, offered = self.fields[name].label, [("", nothing), *choices]
        # a function is asked when it is drawn or checked: not by the form that only says what was there before
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=lambda: offered)

    def tag_boxes(self) -> list[forms.BoundField]:
        """A box for every tag there is."""
        return [self[f"tag-{tag.pk}"] for tag in self.tags]

    def ticked(self) -> set[int]:
        """Ids of the tags the person is to have."""
        return {tag.pk for tag in self.tags if self.cleaned_data.get(f"tag-{tag.pk}")}

    def tags_picked(self) -> list[Tag]:
        """The same, the tags themselves."""
        return [tag for tag in self.tags if tag.pk in self.ticked()]

    def values(self) -> dict[str, Any]:
        """The fields of the record, as valid; the parts of the name read from the whole where none is given."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if not any(values[name] for name in ("family_name", "given_name", "middle_name")):
            parts = names.split(values["full_name"])
            values |= {
                "family_name": parts.family[:100],
                "given_name": parts.given[:100],
                "middle_name": parts.middle[:100],
            }
        return values

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        born, died, today = data.get("birth_date"), data.get("died_on"), self.branch.today()
        for name in ("birth_date", "registered_on", "died_on"):
            if data.get(name) and data[name] > today:
                self.add_error(name, _("This day is still to come."))
        if born and born.year < _EARLIEST_YEAR:
            self.add_error("birth_date", _("Nobody alive is that old: look at the year again."))
        if born and died and died < born:
            self.add_error("died_on", _("This is before the birth."))
        if died:
            data["deceased"] = True
        if data.get("referrer") and data["referrer"].pk == self.instance.pk:
            self.add_error("referrer", _("Nobody refers themselves: pick somebody else."))
        self._check_file_number(data.get("file_number") or "")
        return data

    def _check_file_number(self, number: str) -> None:
        held = Patient.objects.filter(branch=self.branch, file_number=number).exclude(pk=self.instance.pk)
        if number and held.exists():
            self.add_error("file_number", FILE_NUMBER_TAKEN)

    def _post_clean(self) -> None:
        """The record itself is left alone: an action writes it, over the version that was read."""

    @property
    def branch(self) -> Branch:
        branch: Branch = self.instance.branch
        return branch


class BranchChoice(forms.Form):
    """At which branch a new person is written down."""

    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"), empty_label=None)
    branch.widget.attrs["class"] = "ctl"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        self.branches = Branch.objects.visible_to(user, Right.EDIT_PATIENTS)
        field.queryset = self.branches

    def chosen(self) -> Branch:
        """The branch that was asked for, the first of those possible otherwise."""
        asked: Branch = self.cleaned_data["branch"] if self.is_valid() else self.branches[0]
        return asked
