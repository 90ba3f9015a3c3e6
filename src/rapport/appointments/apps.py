from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "rapport.appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.appointments.guards import APART
        from rapport.lib.guards import guard

        guard(*APART)

        from rapport.appointments.reminding import reminders_untrue
        from rapport.appointments.waiting.offering import offers_untrue
        from rapport.outreach.sending.truth import ask_before_sending

        ask_before_sending("offer", offers_untrue)
        ask_before_sending("reminder", reminders_untrue)
