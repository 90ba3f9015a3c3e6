"""Forms of the photo pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from rapport.care.models import PhotoView, Visit
from rapport.care.photographing import PhotoDetails
from rapport.lib.free_text import mask_all
from rapport.lib.teeth import read_teeth
from rapport.lib.unreadable import Unreadable
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import RIGHTS, Right

MOST_FILES = 20
_LATEST_VISITS = 12


if TYPE_CHECKING:
    _VisitChoice = forms.ModelChoiceField[Visit]
else:
    _VisitChoice = forms.ModelChoiceField


class _VisitField(_VisitChoice):
    def label_from_instance(self, visit: Visit) -> str:
        day = formats.date_format(visit.day, "SHORT_DATE_FORMAT")
        return " · ".join(filter(None, (day, mask_all(visit.complaint)[:60])))


class PhotoForm(forms.Form):
    """What is said of a photo beside the picture."""

    view = forms.ChoiceField(label=_("What it shows"), choices=PhotoView.choices)
    teeth = forms.CharField(
        label=_("Teeth"), required=False, max_length=120, help_text=_("FDI numbers, such as 36 or 14, 15.")
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=120)
    taken_on = forms.DateField(
        label=_("Taken on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    taken_by = forms.ModelChoiceField(
        label=_("Taken by"), queryset=User.objects.none(), required=False, empty_label=_("nobody named")
    )
    visit = _VisitField(label=_("Visit"), queryset=Visit.objects.none(), required=False, empty_label=_("none"))

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("taken_by", _who_may_photograph(patient))
        latest = patient.visits.order_by("-day", "-pk").values_list("pk", flat=True)[:_LATEST_VISITS]
        offered = Q(pk__in=list(latest)) | Q(pk=self.initial.get("visit"))
        self._offer("visit", patient.visits.filter(offered).order_by("-day", "-pk"))

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def clean_teeth(self) -> str:
        try:
            return ", ".join(map(str, read_teeth(self.cleaned_data["teeth"])))
        except Unreadable as error:
            raise ValidationError(_("Write teeth as FDI numbers: 11 to 48, milk teeth 51 to 85.")) from error

    def details(self) -> PhotoDetails:
        """What was said; the form is valid."""
        return PhotoDetails(
            **{
                name: self.cleaned_data[name]
                for name in ("view", "teeth", "title", "taken_on", "visit", "taken_by")
            }
        )


def _who_may_photograph(patient: Patient) -> Any:
    roles = [role for role, rights in RIGHTS.items() if Right.WRITE_CARE in rights]
    here = Q(roles__branch=None) | Q(roles__branch=patient.branch_id)
    return User.objects.filter(here, is_active=True, roles__role__in=roles).distinct().order_by("name")


class NewPhotosForm(PhotoForm):
    """The files, from the disk or straight from the camera, and what is said of all of them."""

    field_order = ("view", "teeth", "title", "taken_on", "taken_by", "visit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].help_text = _("Left empty: the day the camera noted, else today.")

    def brought(self) -> list[UploadedFile[Any]]:
        """The files that were sent along."""
        return self.files.getlist("file") if hasattr(self.files, "getlist") else []

    def clean(self) -> dict[str, Any]:
        number = len(self.brought())
        if not number:
            raise ValidationError(_("No picture was chosen. Choose at least one, or take a photo."), code="none")
        if number > MOST_FILES:
            raise ValidationError(
                _("These are %(number)s pictures. Bring in at most %(most)s at a time."),
                params={"number": number, "most": MOST_FILES},
            )
        return super().clean() or {}


class RemovalForm(forms.Form):
    """Why a photo is taken away."""

    reason = forms.CharField(label=_("Why"), max_length=200)
