"""What is written about complaints: raising one, its steps, its solution, its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.care.models import Visit
from rapport.feedback.complaints import Compensation
from rapport.feedback.complaints.raising import LONGEST
from rapport.feedback.models import Complaint, ComplaintKind, Heard, Severity
from rapport.feedback.promises import NewPromise
from rapport.feedback.scores import HIGHEST, LOWEST
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import RIGHTS, Right
from rapport.web.care.fields import MoneyField
from rapport.web.ids import SeveralRows
from rapport.web.saying.forms import LinkField

# whom a complaint about somebody who was treated lately is about
_VISITS = 8


def colleagues(branch: Branch, right: Right = Right.SEE_FEEDBACK) -> QuerySet[User]:
    """Who has `right` at a branch, by name."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    here = Q(roles__branch=branch) | Q(roles__branch=None)
    return User.objects.filter(here, roles__role__in=roles, is_active=True).distinct().order_by("name")


def _area(rows: int = 3, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def _kinds(**more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What it is about"),
        choices=ComplaintKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what it is about, one or more.")},
        **more,
    )


def _severity() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How grave"),
        choices=Severity.choices,
        coerce=int,
        initial=Severity.SLIGHT,
        widget=forms.RadioSelect,
    )


class _Choosing(forms.Form):
    """Fields whose choices depend on where one is."""

    def choose(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset


class RaisingForm(_Choosing):
    """What somebody complains of, as it was heard. `patient` None: of somebody who is on no file."""

    words = forms.CharField(label=_("In their words"), max_length=LONGEST, widget=_area(4, **{"data-focus": ""}))
    kinds = _kinds()
    severity = _severity()
    heard = forms.ChoiceField(
        label=_("Heard"), choices=[(one.value, one.label) for one in (Heard.DESK, Heard.CALL, Heard.SURVEY)]
    )
    visit = forms.ModelChoiceField(Visit.objects.none(), label=_("About the visit"), required=False)
    about = SeveralRows(
        User.objects.none(), label=_("About whom"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stranger = forms.CharField(label=_("Name and contact"), max_length=300, required=False)

    def __init__(self, *args: Any, branch: Branch, patient: Patient | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("about", colleagues(branch))
        if patient is None:
            del self.fields["visit"]
        else:
            del self.fields["stranger"]
            of_person = Visit.objects.filter(patient=patient).order_by("-day", "-pk")
            lately = of_person.values_list("pk", flat=True)[:_VISITS]
            self.choose("visit", of_person.filter(pk__in=list(lately)))


class StepForm(forms.Form):
    """What was said at the next step, or why it is left out."""

    words = forms.CharField(label=_("What was said or done"), max_length=LONGEST, widget=_area(4))
    skipped = forms.BooleanField(label=_("Left out; the words say why"), required=False)


class SolutionForm(_Choosing):
    """What was agreed on, what was promised with it, and what is given."""

    words = forms.CharField(label=_("What was agreed with the client"), max_length=LONGEST, widget=_area(3))
    promised = forms.CharField(label=_("What is promised"), max_length=300, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("By whom"), required=False)
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    given = forms.CharField(label=_("What is given for it"), max_length=300, required=False)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("owner", colleagues(complaint.branch))
        self.fields["amount"] = MoneyField(currency=complaint.branch.currency, label=_("Worth"), required=False)
        if complaint.patient_id is None:
            for name in ("promised", "owner", "due_on"):
                del self.fields[name]

    def clean(self) -> None:
        told = [bool(self.cleaned_data.get(name)) for name in ("promised", "owner", "due_on")]
        if any(told) and not all(told):
            self.add_error(None, _("A promise says what, by whom and until when: fill in all three, or none."))
        if self.cleaned_data.get("amount") and not self.cleaned_data.get("given"):
            self.add_error("given", _("Write what is given."))

    @property
    def promises(self) -> list[NewPromise]:
        told = self.cleaned_data
        return [NewPromise(told["promised"], told["owner"], told["due_on"])] if told.get("promised") else []

    @property
    def compensations(self) -> list[Compensation]:
        told = self.cleaned_data
        return [Compensation(told["given"], told.get("amount") or 0)] if told.get("given") else []


class SecondScoreForm(forms.Form):
    """The client's own second word, as somebody takes it down or they give it themselves."""

    points = forms.TypedChoiceField(
        label=_("How satisfied are they now?"),
        choices=[(n, str(n)) for n in range(LOWEST, HIGHEST + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("In their words"), max_length=LONGEST, required=False, widget=_area(2))


class WordsForm(forms.Form):
    words = forms.CharField(
        label=pgettext_lazy("by a client", "What was said"), max_length=LONGEST, widget=_area(2)
    )


class SortingForm(_Choosing):
    """Kinds, how grave, and whom it is about."""

    kinds = _kinds()
    severity = _severity()
    about = SeveralRows(
        User.objects.none(), label=_("About whom"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        known = {
            "kinds": complaint.kinds,
            "severity": complaint.severity,
            "about": complaint.about.all(),
        }
        super().__init__(*args, **kwargs, initial=known)  # type: ignore[misc]
        self.choose("about", colleagues(complaint.branch))


class OwnerForm(_Choosing):
    """A colleague who handles complaints at the branch."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Colleague"),
        empty_label=_("choose"),
        widget=forms.Select(attrs={"class": "ctl"}),
    )

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = colleagues(complaint.branch, Right.HANDLE_FEEDBACK)
        self.choose("to", here.exclude(pk=complaint.owner_id or 0))


class ConcernForm(_Choosing):
    """What a colleague wishes to say, under their name or without one (CMP-8)."""

    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"), empty_label=None)
    words = forms.CharField(label=_("What troubles you"), max_length=LONGEST, widget=_area(6, autocomplete="off"))
    kinds = _kinds(required=False)
    anonymous = forms.BooleanField(
        label=_("Without my name"), required=False, initial=True,
    )  # fmt: skip
    token = LinkField()

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("branch", branches)
