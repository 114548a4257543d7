"""What the sign-in library may do here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignup(DefaultAccountAdapter):  # type: ignore[misc]  # the library ships no types
    """Nobody signs himself up: an administrator lets people in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """This will be no."""
        return False
