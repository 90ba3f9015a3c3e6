from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.standing import Scheme
from rapport.staff.models import Branch


class GradeCount(models.Model):
    """How many people of a branch stood in a grade on a day (LOY-3). Standings forget; what was counted stays."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    grade = models.CharField(max_length=10)
    people = models.PositiveIntegerField()
    # those of them who were active patients that day (CAM-3)
    active = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("number of people in a class")
        verbose_name_plural = _("numbers of people in the classes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "day", "scheme", "grade"], name="counted_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} · {self.day} · {self.scheme} {self.grade}: {self.people}"
