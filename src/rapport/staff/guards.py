"""What the database itself refuses of the logs (REC-12): both are only added to."""

from rapport.lib.guards import Guard
from rapport.staff.models import AccessLog, ExportLog

# the seal may be added, once
_SEALED_LATER = ("number", "seal")

GUARDS = (
    Guard(
        AccessLog._meta.db_table,
        "the access log is append-only",
        update='OLD."number" IS NOT NULL OR {changed}',
        same=tuple(
            str(field.column) for field in AccessLog._meta.concrete_fields if field.name not in _SEALED_LATER
        ),
    ),
    Guard(ExportLog._meta.db_table, "the export log is append-only"),
)
