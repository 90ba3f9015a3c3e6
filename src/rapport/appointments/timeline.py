"""What the calendar adds to a person's timeline (REC-7): what is to come, and what did not take place."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rapport.appointments.models import Appointment, AppointmentState
from rapport.lib.timeline import Event, Kind
from rapport.people.models import Patient
from rapport.people.reading import Part

# what `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row
READS = (Part("appointments", ("dentist", "branch", "signals", "booked_service")),)

_TONES = {AppointmentState.NO_SHOW: "bad", AppointmentState.CONFIRMED: "good"}


def events(patient: Patient, *, with_care: bool, with_missed: bool) -> Iterator[Event]:
    """Appointments; a kept one is told by the visit it became. What for is said where care may be seen, that
    somebody did not come is not for everyone either."""
    for appointment in patient.appointments.all():
        # not asked of the database: SQLite would look among all that became no visit, not among the person's
        if appointment.visit_id is None and (with_missed or appointment.state != AppointmentState.NO_SHOW):
            yield _event(appointment, with_care)


def _event(appointment: Appointment, with_care: bool) -> Event:
    at = appointment.branch.local(appointment.starts_at)
    state = AppointmentState(appointment.state)
    who = str(appointment.dentist or appointment.dentist_words)
    beside = " · ".join(filter(None, (f"{at:%H:%M}", who, str(state.label))))
    title = (appointment.what_for if with_care else "") or _("Appointment")
    below = appointment.remark if with_care else ""
    tone = _TONES.get(state, "")
    icon = "calendar-off" if state in (AppointmentState.NO_SHOW, AppointmentState.CANCELLED) else "calendar"
    return Event(at.date(), Kind.VISIT, icon, title, beside=beside, below=below, tone=tone, at=at)
