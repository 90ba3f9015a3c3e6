from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib.merging import OnMerge
from rapport.people.models import Patient


class PatientFacts(models.Model):
    """The wide table: one row a person, one column a fact of the catalogue, as of `as_of`.

    Written by `segmentation.refresh` alone, always as a whole row. Money is in minor units of the currency of the
    person's branch.
    """

    on_merge = OnMerge.REBUILD

    patient = models.OneToOneField(
        Patient, on_delete=models.CASCADE, primary_key=True, related_name="facts", verbose_name=_("patient")
    )
    as_of = models.DateField()

    birthday = models.PositiveSmallIntegerField(null=True)
    phones = models.PositiveSmallIntegerField(default=0)
    consents = models.PositiveSmallIntegerField(default=0)
    likely_duplicates = models.PositiveIntegerField(default=0)
    earlier_records = models.PositiveIntegerField(default=0)
    referrals = models.PositiveIntegerField(default=0)

    visits = models.PositiveIntegerField(default=0)
    visits_12m = models.PositiveIntegerField(default=0)
    first_visit = models.DateField(null=True)
    last_visit = models.DateField(null=True)
    billed = models.BigIntegerField(default=0)
    billed_12m = models.BigIntegerField(default=0)
    payments = models.PositiveIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    paid_12m = models.BigIntegerField(default=0)
    unfinished_plans = models.PositiveIntegerField(default=0)
    unfinished_sum = models.BigIntegerField(default=0)
    thinking_until = models.DateField(null=True)
    open_findings = models.PositiveIntegerField(default=0)
    spend = models.BigIntegerField(default=0)
    spend_12m = models.BigIntegerField(default=0)

    appointments = models.PositiveIntegerField(default=0)
    no_shows = models.PositiveIntegerField(default=0)
    next_appointment = models.DateTimeField(null=True)

    # place by money spent among the people of the branch, 1 is the most; None for who spent nothing
    spend_rank = models.PositiveIntegerField(null=True)
    # whether those before them in that order brought less than 80 % of the branch's money
    brings_80 = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["last_visit"], name="facts_by_last_visit"),
            models.Index(fields=["spend"], name="facts_by_spend"),
            models.Index(fields=["birthday"], name="facts_by_birthday"),
        ]

    def __str__(self) -> str:
        return str(self.patient_id)
