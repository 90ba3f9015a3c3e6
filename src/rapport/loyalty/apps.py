from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "rapport.loyalty"
    label = "loyalty"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.lib.guards import guard
        from rapport.loyalty.models import LedgerLine
        from rapport.people.consents.guards import guard_history

        guard(guard_history(LedgerLine))
