from rapport.appointments.models.appointment import Appointment, AppointmentState

__all__ = ["Appointment", "AppointmentState"]
