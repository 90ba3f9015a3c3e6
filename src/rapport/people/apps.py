from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rapport.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.lib.guards import guard
        from rapport.people.consents.guards import GUARDS

        guard(*GUARDS)
