from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib.fields import RowOfField
from rapport.lib.merging import OnMerge
from rapport.people.models import Patient
from rapport.staff.models import Branch


class PatientFacts(models.Model):
    """The wide table: one row a person, one column a fact of the catalogue; they were last
    others on the day before `as_of`.

    Written by `segmentation.refresh` alone, always as a whole row. Money is in minor units of the currency of the
    person's branch.
    """

    on_merge = OnMerge.REBUILD

    patient = RowOfField(
        Patient, on_delete=models.CASCADE, primary_key=True, related_name="facts", verbose_name=_("patient")
    )
    as_of = models.DateField()

    birthday = models.PositiveSmallIntegerField(null=True)
    age = models.SmallIntegerField(null=True)
    deceased = models.BooleanField(default=False)
    contact_points = models.PositiveSmallIntegerField(default=0)
    phones = models.PositiveSmallIntegerField(default=0)
    reachable_by = models.BigIntegerField(default=0)
    agrees_processing = models.PositiveIntegerField(default=0)
    agrees_care = models.PositiveIntegerField(default=0)
    agrees_marketing = models.PositiveIntegerField(default=0)
    agrees_photos = models.PositiveIntegerField(default=0)
    consents = models.BigIntegerField(default=0)
    likely_duplicates = models.PositiveIntegerField(default=0)
    earlier_records = models.PositiveIntegerField(default=0)
    referrals = models.PositiveIntegerField(default=0)
    referrals_came = models.PositiveIntegerField(default=0)
    needs = models.BigIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    last_event = models.DateField(null=True)
    purchases = models.PositiveIntegerField(default=0)
    bought = models.BigIntegerField(default=0)
    unhappy = models.PositiveSmallIntegerField(default=0)
    departures = models.PositiveSmallIntegerField(default=0)

    visits = models.PositiveIntegerField(default=0)
    visits_12m = models.PositiveIntegerField(default=0)
    visits_24m = models.PositiveIntegerField(default=0)
    first_visit = models.DateField(null=True)
    last_visit = models.DateField(null=True)
    waiting = models.IntegerField(null=True)
    with_us = models.IntegerField(null=True)
    billed = models.BigIntegerField(default=0)
    billed_12m = models.BigIntegerField(default=0)
    billed_24m = models.BigIntegerField(default=0)
    treatments = models.PositiveIntegerField(default=0)
    treated = models.BigIntegerField(default=0)
    preventive = models.PositiveIntegerField(default=0)
    last_checkup = models.DateField(null=True)
    checkups_kept_24m = models.PositiveIntegerField(default=0)
    implant_sum = models.BigIntegerField(default=0)
    orthodontic_sum = models.BigIntegerField(default=0)
    restoration_sum = models.BigIntegerField(default=0)
    payments = models.PositiveIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    paid_12m = models.BigIntegerField(default=0)
    paid_24m = models.BigIntegerField(default=0)
    unfinished_plans = models.PositiveIntegerField(default=0)
    unfinished_sum = models.BigIntegerField(default=0)
    thinking_until = models.DateField(null=True)
    open_findings = models.PositiveIntegerField(default=0)
    urgent_findings = models.PositiveIntegerField(default=0)
    judged_awareness = models.PositiveSmallIntegerField(null=True)
    judged_demands = models.PositiveSmallIntegerField(null=True)
    judged_reluctance = models.PositiveSmallIntegerField(null=True)
    hazard = models.PositiveSmallIntegerField(default=0)
    endangering = models.PositiveSmallIntegerField(default=0)
    interruption = models.CharField(max_length=10, null=True)
    spend = models.BigIntegerField(default=0)
    spend_12m = models.BigIntegerField(default=0)
    spend_24m = models.BigIntegerField(default=0)
    prevention_share = models.IntegerField(null=True)
    recall_kept = models.IntegerField(null=True)
    main_need = models.CharField(max_length=12, null=True)
    derived_awareness = models.PositiveSmallIntegerField(null=True)
    derived_demands = models.PositiveSmallIntegerField(null=True)
    awareness = models.PositiveSmallIntegerField(null=True)
    demands = models.PositiveSmallIntegerField(null=True)

    contacts_7d = models.PositiveIntegerField(default=0)
    contacts_30d = models.PositiveIntegerField(default=0)
    contacts_90d = models.PositiveIntegerField(default=0)
    calls_12m = models.PositiveIntegerField(default=0)
    last_contact = models.DateField(null=True)

    last_survey = models.DateField(null=True)
    last_score = models.PositiveSmallIntegerField(null=True)
    lowest_score_12m = models.PositiveSmallIntegerField(null=True)
    average_score_12m = models.PositiveSmallIntegerField(null=True)
    surveys_answered_12m = models.PositiveIntegerField(default=0)
    surveys_unanswered_12m = models.PositiveIntegerField(default=0)

    appointments = models.PositiveIntegerField(default=0)
    no_shows = models.PositiveIntegerField(default=0)
    next_appointment = models.DateTimeField(null=True)
    next_visit = models.DateField(null=True)
    booked_in_haste = models.PositiveIntegerField(default=0)
    told_defects = models.PositiveIntegerField(default=0)
    derived_reluctance = models.PositiveSmallIntegerField(null=True)
    reluctance = models.PositiveSmallIntegerField(null=True)
    loyal_signals = models.PositiveSmallIntegerField(default=0)
    activity = models.PositiveIntegerField(default=0)

    complaints_open = models.PositiveIntegerField(default=0)
    complaints_12m = models.PositiveIntegerField(default=0)
    last_complaint = models.DateField(null=True)
    promises_owed = models.PositiveIntegerField(default=0)
    promises_broken = models.PositiveIntegerField(default=0)
    slips_open = models.PositiveIntegerField(default=0)
    last_slip = models.DateField(null=True)

    points = models.BigIntegerField(default=0)
    fund = models.BigIntegerField(default=0)
    cards = models.PositiveSmallIntegerField(default=0)
    rewards_owed = models.PositiveIntegerField(default=0)

    # place by money spent among the people of the branch, 1 is the most; None for who spent nothing
    spend_rank = models.PositiveIntegerField(null=True)
    # the same in per cent of those who spent something: 20 is among the upper fifth
    spend_place = models.PositiveSmallIntegerField(null=True)
    # whether those before them in that order brought less than 80 % of the branch's money
    brings_80 = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["first_visit"], name="facts_by_first_visit"),
            models.Index(fields=["last_visit"], name="facts_by_last_visit"),
            models.Index(fields=["spend"], name="facts_by_spend"),
            models.Index(fields=["birthday"], name="facts_by_birthday"),
            # almost always empty: an equality on its column leads SQLite to it before the index by money
            models.Index(
                fields=["spend_rank"], name="facts_unranked", condition=models.Q(spend__gt=0, spend_rank=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.patient_id)


class PlaceByMoney(models.Model):
    """The least that somebody has spent who is among the first `place` per cent of a branch (VAL-A)."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    least = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["branch", "place"], name="one_step_per_place")]

    def __str__(self) -> str:
        return f"{self.branch_id} · {self.place} % · {self.least}"
