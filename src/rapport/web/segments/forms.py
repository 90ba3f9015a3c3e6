from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rapport.criteria.building import text_of, unfinished
from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.vocabulary import Vocabulary
from rapport.segmentation.models import Segment
from rapport.web.conditions.builder import read_sheet


class SegmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A segment's name and condition. What was last written in counts: the text, or the rows of the builder."""

    class Meta:
        model = Segment
        fields = ("name", "text", "shared")

    unfinished = 0

    def __init__(self, posted: QueryDict | None, *, vocabulary: Vocabulary, instance: Segment) -> None:
        self.vocabulary = vocabulary
        super().__init__(self._with_text(posted), instance=instance)
        self.fields["text"].widget.attrs.update({"rows": 4, "spellcheck": "false", "data-criterion": ""})
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def _with_text(self, posted: QueryDict | None) -> QueryDict | None:
        if posted is None or posted.get("from") != "builder":
            return posted
        sheet = read_sheet(posted)
        self.unfinished = unfinished(sheet, self.vocabulary)
        filled = posted.copy()
        filled["text"] = text_of(sheet, self.vocabulary)
        return filled

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        own = Segment.objects.filter(owner=self.instance.owner, name=name, removed_at=None)
        if own.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("You have a segment of that name already. Choose another name."))
        return name

    def clean_text(self) -> str:
        """Refused where it says no condition, or one that its owner may not ask by."""
        text: str = self.cleaned_data["text"]
        try:
            read(text, self.vocabulary)
        except CriterionRefused as problem:
            raise forms.ValidationError(str(problem)) from problem
        return text

    def clean(self) -> None:
        """Rows that want something would silently be left out of what is kept."""
        if self.unfinished:
            self.errors.pop("text", None)
            self.add_error("text", _("A row is not filled in yet. Fill it in, or take it away."))
