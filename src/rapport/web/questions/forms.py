from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Question
from rapport.feedback.questions import LONGEST, LONGEST_WORD, NewQuestion
from rapport.staff.models.branch import LANGUAGES


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is asked, of whom and how it is answered, with a field for the words of each language."""

    class Meta:
        model = Question
        fields = ("use", "category", "form", "dimension")
        help_texts = {"dimension": _("What the points are about, where there are any.")}

    def __init__(self, posted: Any = None, *, instance: Question | None = None) -> None:
        super().__init__(posted, instance=instance)
        fields: dict[str, Any] = self.fields
        fields["category"].empty_label = _("whatever was done")
        words, short = (instance.words, instance.short) if instance else ({}, {})
        for code, name in LANGUAGES:
            fields[f"words_{code}"] = forms.CharField(
                label=_("Question, %(language)s") % {"language": name},
                max_length=LONGEST,
                initial=words.get(code, ""),
            )
        for code, name in LANGUAGES:
            fields[f"short_{code}"] = forms.CharField(
                label=_("In a word, %(language)s") % {"language": name},
                max_length=LONGEST_WORD,
                initial=short.get(code, ""),
                required=False,
            )

    def new(self) -> NewQuestion:
        """What a valid form says."""
        data = self.cleaned_data
        category = data["category"]
        return NewQuestion(
            use=data["use"],
            form=data["form"],
            words={code: data[f"words_{code}"] for code, _name in LANGUAGES},
            dimension=data["dimension"],
            category=category.code if category else None,
            short={code: data[f"short_{code}"] for code, _name in LANGUAGES},
        )

    def _post_clean(self) -> None:
        """Nothing is written onto the question that is there: other words are another one."""
