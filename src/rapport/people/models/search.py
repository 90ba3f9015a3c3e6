from typing import ClassVar

from django.db import models

from rapport.lib.fields import BytewiseCharField
from rapport.lib.merging import OnMerge
from rapport.people.models.patient import Patient


class SearchTerm(models.Model):
    """One folded word under which a person is found by its beginning (see people.names.search_terms).

    A table of its own: looking through three columns of 100,000 people costs 40 to 100 ms, a range of this
    index less than one.
    """

    on_merge = OnMerge.REBUILD

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="terms", db_index=True)
    term = BytewiseCharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "patient"], name="term_once")]

    def __str__(self) -> str:
        return self.term
