from typing import ClassVar

from django.db import models

from rapport.lib.fields import BytewiseCharField
from rapport.lib.merging import OnMerge
from rapport.people.models.patient import Patient
from rapport.staff.models import Branch


class SearchTerm(models.Model):
    """One folded word under which a person is found by its beginning (see people.names.search_terms).

    Written by `people.actions.index_patients` alone. `branch` and `sort_key` are copies from the record: with them
    one index answers who begins so, at these branches, in the order of names, and no record is opened. `signs` are
    the first signs of all the person's terms, each once: whether a second word can fit is seen in the same row.
    """

    on_merge = OnMerge.REBUILD

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="terms", db_index=False)
    term = BytewiseCharField(max_length=64)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+", db_index=False)
    sort_key = BytewiseCharField(max_length=200)
    signs = BytewiseCharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["patient", "term"], name="term_once_per_patient")]
        indexes: ClassVar = [
            models.Index(fields=["term", "sort_key", "patient", "branch", "signs"], name="term_by_name"),
        ]

    def __str__(self) -> str:
        return self.term


class NameWord(models.Model):
    """A term of somebody's name, once however many are called so: a piece from within a name is looked for here.

    A million people share some ten thousand words, and those are read through in milliseconds. A word stays when
    the last person of that name is gone; it says nothing about anybody.
    """

    word = BytewiseCharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.word
