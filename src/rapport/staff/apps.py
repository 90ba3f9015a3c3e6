from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class StaffConfig(AppConfig):
    name = "rapport.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.lib import guards
        from rapport.staff.guards import GUARDS

        guards.guard(*GUARDS)
        pre_migrate.connect(guards.remove, sender=self)
        post_migrate.connect(guards.install, sender=self)
