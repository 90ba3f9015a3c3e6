from django.db import models

from rapport.lib.merging import OnMerge
from rapport.people.models.patient import Patient


class ChangedPatient(models.Model):
    """A mark left by an action, in its transaction: something about this person changed.

    `segmentation` reads the marks, works out facts anew and takes the marks away.
    """

    on_merge = OnMerge.REBUILD

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.patient_id)
