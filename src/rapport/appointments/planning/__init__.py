"""What the clinic says about its schedule: who works when, who is away, and what that leaves to be moved."""

from rapport.appointments.planning.absences import NewAbsence, add_absence, end_absence
from rapport.appointments.planning.extra import NewExtra, add_extra_hours, remove_extra_hours
from rapport.appointments.planning.misplaced import Misplaced, misplaced, would_misplace
from rapport.appointments.planning.offering import retire_chair, retire_service, return_chair, return_service
from rapport.appointments.planning.week import AtWork, set_week

__all__ = [
    "AtWork",
    "Misplaced",
    "NewAbsence",
    "NewExtra",
    "add_absence",
    "add_extra_hours",
    "end_absence",
    "misplaced",
    "remove_extra_hours",
    "retire_chair",
    "retire_service",
    "return_chair",
    "return_service",
    "set_week",
    "would_misplace",
]
