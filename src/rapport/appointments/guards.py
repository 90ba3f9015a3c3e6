"""What the database itself refuses of the book: to give a time of one dentist, or of one chair, twice (BOO-1)."""

from rapport.appointments.models import Slot
from rapport.lib.guards import Apart

APART = tuple(Apart(Slot._meta.db_table, column) for column in ("dentist_id", "chair_id"))
