from rapport.importing.models.file import ImportFile, ImportSheet, RememberedMapping
from rapport.importing.models.import_ import Import, ImportState, ImportStep
from rapport.importing.models.journal import JournalEntry
from rapport.importing.models.key import ImportedKey, StagedKey
from rapport.importing.models.row import MONEY_TWICE, REMARKED, ImportRow, Outcome

__all__ = [
    "MONEY_TWICE",
    "REMARKED",
    "Import",
    "ImportFile",
    "ImportRow",
    "ImportSheet",
    "ImportState",
    "ImportStep",
    "ImportedKey",
    "JournalEntry",
    "Outcome",
    "RememberedMapping",
    "StagedKey",
]
