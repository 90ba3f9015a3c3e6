"""Who may leave without a word is called before they do (CMP-4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rapport.feedback.errands import send_errand
from rapport.feedback.models import Terms
from rapport.feedback.silent import Sign, silent_risk
from rapport.lib import clock
from rapport.outreach.models import Task, WorkList
from rapport.people.actions import hold_all
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch


@transaction.atomic
def call_the_silent(branch: Branch, people: Collection[int]) -> int:
    """Put those of `people` who are at risk now on the list of who is called, by turns; how many those were.

    Whoever is to be called about a slip, a complaint or this already is not called twice.
    """
    Branch.objects.select_for_update(no_key=True).get(pk=branch.pk)  # two clicks at once
    risk = silent_risk(branch, branch.today())
    about = Task.objects.open().filter(patient__in=people, work_list=WorkList.FEEDBACK).exclude(purpose="")
    waiting = set(about.values_list("patient_id", flat=True))
    chosen = sorted((risk.keys() & set(people)) - waiting)
    hold_all(chosen)
    terms = Terms.of(branch)
    until = clock.now() + timedelta(days=terms.follow_up_days)
    for patient in Patient.objects.filter(pk__in=chosen).select_related("branch").order_by("pk"):
        signs = [sign.label for sign in Sign if sign in risk[patient.pk]]
        send_errand(
            patient,
            _("May leave without a word: %(why)s. Ask how they are; offer nothing."),
            until,
            purpose=Purpose.CARE,
            most_tries=terms.attempts,
            # put in words in the language of the branch
            why=format_lazy(", ".join(["{}"] * len(signs)), *signs),
        )
    return len(chosen)
