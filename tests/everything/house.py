from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rapport.importing.models import Import, ImportFile, ImportRow, ImportSheet, Outcome
from rapport.importing.recognising.mapping import Mapping
from rapport.lib import clock
from rapport.segmentation.models import Segment
from tests.everything.of import Of


@dataclass(frozen=True)
class OfTheHouse(Of):
    """What is imported, and asked of everyone."""

    @cached_property
    def imported(self) -> Import:
        return Import.objects.create(branch=self.patient.branch, by=self.by)

    @cached_property
    def sheet(self) -> ImportSheet:
        """With one refused row."""
        told = {"position": 0, "name": "people.csv", "sha256": "0" * 64, "size": 1, "path": "-"}
        file = ImportFile.objects.create(imported=self.imported, **told)
        sheet = ImportSheet.objects.create(
            file=file,
            index=0,
            name="people",
            kind="patients",
            headings=[f"列{n}" for n in range(len(self.cells))],
            mapping=Mapping({}).to_json(),
        )
        ImportRow.objects.create(sheet=sheet, line=2, cells=self.cells, outcome=Outcome.REFUSED)
        return sheet

    @cached_property
    def segment(self) -> Segment:
        return Segment.objects.create(owner=self.by, name=f"mine{self.patient.pk}", text="visits >= 1")

    @cached_property
    def removed_segment(self) -> Segment:
        gone = {"text": "visits >= 1", "removed_at": clock.now()}
        return Segment.objects.create(owner=self.by, name=f"gone{self.patient.pk}", **gone)
