from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.criteria.problems import CriterionRefused
from rapport.criteria.vocabulary import Vocabulary
from rapport.outreach.holdout import SHARES, share_of
from rapport.outreach.models import TaskRule, WorkList
from rapport.outreach.models.task import SHIPPED_NAMES
from rapport.people.models.consent_text import Purpose
from rapport.segmentation.vocabulary import vocabulary
from rapport.segmentation.worklists.reading import MONTHS, ReadRule, read_rule
from rapport.staff.roles import RIGHTS, Right, Role

# lists that only people fill
_BY_HAND = (WorkList.CALL_BACK, WorkList.OWN)
# the longest anything is put off or waited for, in days and in months
_DAYS, _MONTHS = 3650, 240


class TaskRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What makes tasks by itself: for whom, what, by whom, until when. `read` is the rule as it would count."""

    class Meta:
        model = TaskRule
        fields = (
            "name",
            "work_list",
            "criterion",
            "months",
            "purpose",
            "due_in",
            "again_after",
            "anew_after_visit",
            "role",
            "to_steward",
            "held_share",
            "on",
        )
        labels = {"months": _("How many months"), "purpose": _("Why we contact the client")}
        help_texts = {
            "criterion": _("In the language of segments; {months} stands for the months beside."),
            "again_after": _("Empty: never, or not before the next visit."),
        }

    read: ReadRule | None = None

    def __init__(self, posted: Any, *, words: Vocabulary, instance: TaskRule) -> None:
        """`words` are those that the writer may ask by; what stood there before may stay."""
        super().__init__(posted, instance=instance)
        self.before, self.words = instance.criterion if instance.pk else "", words
        fields: dict[str, Any] = self.fields
        fields["work_list"].choices = [(one.value, one.label) for one in WorkList if one not in _BY_HAND]
        fields["purpose"].choices = [
            ("", _("nothing: work inside the clinic")),
            *((one.value, one.label) for one in (Purpose.CARE, Purpose.MARKETING)),
        ]
        fields["held_share"] = forms.TypedChoiceField(
            label=_("Held back, to compare"),
            choices=list(SHARES.items()),
            coerce=int,
            help_text=_(
                "Of offers alone: chance leaves some in peace for sixty days, so that Insights can tell what the "
                "calls brought. Then they get their turn."
            ),
        )
        working = [role for role in Role if Right.SEE_TODAY in RIGHTS[role]]
        fields["role"].choices = [(role.value, role.label) for role in working]
        fields["role"].label = pgettext_lazy("whom", "By")
        fields["criterion"].widget.attrs.update({"rows": 4, "spellcheck": "false"})
        fields["name"].required = not instance.shipped
        fields["name"].widget.attrs["placeholder"] = SHIPPED_NAMES.get(instance.key, "")
        for name, most in (("due_in", _DAYS), ("again_after", _DAYS), ("months", _MONTHS)):
            fields[name].max_value, fields[name].min_value = most, 1
            fields[name].widget.attrs.update({"min": 1, "max": most})

    def clean(self) -> None:
        """Refused where the condition says nothing, or asks for what the writer does not see."""
        text = self.cleaned_data.get("criterion")
        if not text or self.errors:
            return
        self.cleaned_data["held_share"] = share_of(self.cleaned_data["purpose"], self.cleaned_data["held_share"])
        if MONTHS in text and not self.cleaned_data.get("months"):
            self.add_error("months", _("The condition speaks of {months}: say how many."))
            return
        for name in ("due_in", "again_after", "months"):
            number = self.cleaned_data.get(name)
            if number is not None and not 1 <= number <= (_MONTHS if name == "months" else _DAYS):
                self.add_error(name, _("A whole number of at least 1, and not of many years."))
        if self.errors:
            return  # what was refused is no longer there to be read
        draft = TaskRule(
            **{name: self.cleaned_data[name] for name in self.Meta.fields},
            pk=self.instance.pk,
            follows=self.instance.follows,
            follows_after=self.instance.follows_after,
        )
        try:
            self.read = read_rule(draft, vocabulary() if text == self.before else self.words)
        except CriterionRefused as problem:
            self.add_error("criterion", str(problem))
