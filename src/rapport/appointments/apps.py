from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "rapport.appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.appointments.guards import APART
        from rapport.lib.guards import guard

        guard(*APART)
