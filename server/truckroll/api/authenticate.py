"""Signs API requests in. The order token, phone session, browser session is kept by `accounts.sign_in`."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from truckroll.accounts.actors import Actor
from truckroll.accounts.sign_in import find_credential


class Authenticate(AuthBase):
    """Signs every API request in, by whatever it carries."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """This will be the actor, or None, which the API answers with 401."""
        credential = find_credential(request)
        if credential is None:
            return None
        # A header cannot be forged by another site; only a cookie needs the CSRF token.
        by_header = "Authorization" in request.headers or "X-Session-Token" in request.headers
        if not by_header and check_csrf(request):
            raise HttpError(403, "The CSRF token is missing or wrong; reload the page.")
        return credential.actor
