from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by those who manage users; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
