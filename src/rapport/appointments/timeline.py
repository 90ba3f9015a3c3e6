"""What the calendar adds to a person's timeline (REC-7): what is to come, and what did not take place."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rapport.appointments.models import Appointment, AppointmentState
from rapport.lib.timeline import Event, Kind
from rapport.people.models import Patient

_TONES = {AppointmentState.NO_SHOW: "bad", AppointmentState.CONFIRMED: "good"}


def events(patient: Patient) -> Iterator[Event]:
    """Appointments; a kept one is told by the visit it became."""
    for appointment in patient.appointments.select_related("dentist", "branch"):
        # not asked of the database: SQLite would look among all that became no visit, not among the person's
        if appointment.visit_id is None:
            yield _event(appointment)


def _event(appointment: Appointment) -> Event:
    at = appointment.starts_at.astimezone(appointment.branch.zone)
    state = AppointmentState(appointment.state)
    who = str(appointment.dentist or appointment.dentist_words)
    beside = " · ".join(filter(None, (f"{at:%H:%M}", who, str(state.label))))
    title = appointment.service or _("Appointment")
    tone = _TONES.get(state, "")
    icon = "calendar-off" if state in (AppointmentState.NO_SHOW, AppointmentState.CANCELLED) else "calendar"
    return Event(at.date(), Kind.VISIT, icon, title, beside=beside, below=appointment.remark, tone=tone, at=at)
