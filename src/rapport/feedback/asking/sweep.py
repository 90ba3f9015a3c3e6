"""The sweep: everyone treated is asked, called after and has a form, in time and once. It may stop anywhere and
begin again, at any clock."""

from __future__ import annotations

from django.db import transaction

from rapport.feedback.aftercare.calling import call_after_treatments
from rapport.feedback.aftercare.forms import open_forms
from rapport.feedback.asking.ending import end_what_is_over, settle
from rapport.feedback.asking.inviting import call_the_silent, invite
from rapport.feedback.asking.opening import account_for_visits
from rapport.feedback.models import Survey
from rapport.lib.each_alone import each_alone
from rapport.staff.models import Branch


def ask_everyone() -> None:
    """Go through all branches; what fails at one is tried again the next time and keeps no other waiting."""
    branches = Branch.objects.select_related("feedback_terms")
    each_alone(branches, ask_at, "Nobody could be asked at branch %s; trying again.")


@transaction.atomic
def ask_at(branch: Branch) -> None:
    """One branch; two at once come one after the other, and the second finds it done."""
    list(Branch.objects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    account_for_visits(branch)
    settle(Survey.objects.filter(branch=branch))
    end_what_is_over(branch)
    invite(branch)
    call_the_silent(branch)
    call_after_treatments(branch)
    open_forms(branch)
