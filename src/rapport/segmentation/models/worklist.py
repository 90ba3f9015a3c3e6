from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.outreach.models import WorkList
from rapport.staff.models import Branch


class WaitingForList(models.Model):
    """How many people a list of a branch will come to later: there is room for so many new ones a day."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")
    work_list = models.CharField(_("list"), max_length=12, choices=WorkList.choices)
    people = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["branch", "work_list"], name="waiting_per_list")]

    def __str__(self) -> str:
        return f"{self.branch_id} · {self.work_list} · {self.people}"
