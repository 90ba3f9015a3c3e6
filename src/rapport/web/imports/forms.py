"""Forms of the import pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from rapport.importing.models import ImportSheet
from rapport.importing.recognising import FIELDS, Kind, Mapping
from rapport.importing.report import SEX_CODES
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right

MOST_FILES = 20
ENDINGS = ".csv,.tsv,.txt,.xlsx,.xls,.xlsm,.ods,.html,.htm,.xml"


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data]
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("These are %(number)s files. Bring in at most %(most)s at a time.")
                % {"number": len(files), "most": MOST_FILES}
            )
        return [super(_FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """The files of one branch."""

    branch = forms.ModelChoiceField(label=_("Branch"), queryset=Branch.objects.none(), empty_label=None)
    file = _FilesField(
        label=_("Files"),
        widget=_Files,
        allow_empty_file=True,
        max_length=255,
        error_messages={"required": _("No file was chosen. Choose at least one.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Branch.objects.visible_to(user, Right.IMPORT)


class SheetForm(forms.Form):
    """What a sheet holds and which of its columns is what, corrected by hand."""

    date_order = forms.ChoiceField(
        label=_("Dates are written"),
        choices=[
            ("ymd", _("year, month, day")),
            ("dmy", _("day, month, year")),
            ("mdy", _("month, day, year")),
            ("roc", _("year of the Republic of China, month, day")),
        ],
    )
    decimal = forms.ChoiceField(
        label=_("Decimals are written"),
        choices=[("auto", _("as it comes")), (",", _("with a comma: 1234,50")), (".", _("with a point: 1234.50"))],
    )

    def __init__(self, *args: Any, sheet: ImportSheet, kind: Kind | None, mapping: Mapping, **kwargs: Any) -> None:
        written = {"date_order": mapping.date_order, "decimal": mapping.decimal}
        super().__init__(*args, **{**kwargs, "initial": written})
        self.sheet, self.kind = sheet, kind
        choices: list[tuple[str, Any]] = [("", _("— not taken —"))]
        choices += [(field.name, field.label) for field in FIELDS[kind]] if kind else []
        for code, meaning in sorted(mapping.sexes.items()):
            self.fields[f"sex_{code}"] = forms.ChoiceField(
                label=_("Sex %(code)s means") % {"code": code},
                required=False,
                choices=[("", _("— not said —")), *SEX_CODES.items()],
                initial=meaning,
            )
        for column, heading in enumerate(sheet.headings):
            known = mapping.columns.get(column, "")
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=heading or _("column %(number)s") % {"number": column + 1},
                required=False,
                choices=choices,
                initial=known if known in dict(choices) else "",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.kind is None:
            self.add_error(None, _("Say first what this sheet holds."))
            return data
        repeatable = {field.name for field in FIELDS[self.kind] if field.repeatable}
        seen: set[str] = set()
        for column in range(len(self.sheet.headings)):
            name = data.get(f"column_{column}") or ""
            if name and name in seen and name not in repeatable:
                self.add_error(f"column_{column}", _("Another column is this already. Choose one of them."))
            seen.add(name)
        if seen <= {""}:
            self.add_error(None, _("No column is taken. Say what at least one of them holds."))
        return data

    def mapping(self) -> Mapping:
        """The mapping chosen."""
        columns = {
            column: name
            for column in range(len(self.sheet.headings))
            if (name := self.cleaned_data.get(f"column_{column}") or "")
        }
        sexes = {name.removeprefix("sex_"): said for name, said in self.cleaned_data.items() if name[:4] == "sex_"}
        return Mapping(columns, self.cleaned_data["date_order"], self.cleaned_data["decimal"], sexes)

    @property
    def codes(self) -> list[forms.BoundField]:
        """What each code of the column of sex means."""
        return [self[name] for name in self.fields if name.startswith("sex_")]
