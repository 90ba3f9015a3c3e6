from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.people.models import Tag
from rapport.staff.models import User
from rapport.web.models import SavedView
from rapport.web.patients.filters import FILTERS

LONGEST_QUERY = SavedView._meta.get_field("query").max_length or 0


class FilterForm(forms.Form):
    """Every filter this user may ask by, and what to search for."""

    q = forms.CharField(label=_("Name, phone, file no."), max_length=100, required=False)

    def __init__(self, user: User, initial: dict[str, Any]) -> None:
        super().__init__(initial=initial)
        for one in FILTERS:
            if one.needs is None or user.may(one.needs):
                self.fields[one.key] = one.make_field(user)


class TagForm(forms.Form):
    """The tag to put on people: one there is, in the reader's words, or a new one."""

    tag = forms.CharField(label=_("Tag"), max_length=60)

    def clean_tag(self) -> Tag:
        """The tag of that name; not saved yet where there is none."""
        name = " ".join(self.cleaned_data["tag"].split())
        wanted = name.casefold()
        known = (tag for tag in Tag.objects.all() if wanted in (str(tag).casefold(), tag.name.casefold()))
        return next(known, Tag(name=name))


class SavedViewForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SavedView
        fields = ("name", "shared")
        labels = {"name": _("Name of the view"), "shared": _("Show it to everybody")}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if SavedView.objects.filter(owner=self.instance.owner, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("You have a view of that name already. Choose another name."))
        return name

    def clean(self) -> dict[str, Any]:
        """The list itself comes with the instance."""
        if len(self.instance.query) > LONGEST_QUERY:
            raise forms.ValidationError(_("These filters are too long to keep. Shorten the search."))
        return super().clean() or {}
