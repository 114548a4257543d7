"""The API as one: every room's router, and how each kind of error is answered."""

from __future__ import annotations

import logging

from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg_pool import PoolTimeout

from truckroll.accounts.api import router as accounts
from truckroll.api.authenticate import Authenticate
from truckroll.api.openapi import Api
from truckroll.billing.api import router as billing
from truckroll.contracts.api import router as contracts
from truckroll.customers.api import router as customers
from truckroll.dispatch.api import router as dispatch
from truckroll.foundation import http
from truckroll.foundation.refusals import Busy, Forbidden, Invalid, NotFound, NotStorable, Refusal, Unauthenticated
from truckroll.intake.api import router as intake
from truckroll.mobile.api import router as mobile
from truckroll.notifications.api import router as notifications
from truckroll.portal.api import router as portal
from truckroll.search.api import router as search
from truckroll.stock.api import router as stock
from truckroll.upkeep.api import router as upkeep
from truckroll.work.api.calls import router as calls
from truckroll.work.api.part_orders import router as part_orders
from truckroll.work.api.requests import router as requests
from truckroll.work.api.visits import router as visits
from truckroll.work.api.work_orders import router as work_orders
from truckroll.work.api.work_types import router as work_types
from truckroll.workforce.api import router as workforce

log = logging.getLogger("truckroll.api")

api = Api(
    title="truckroll",
    version="1",
    description="Field service dispatch: one work order from the request to the invoice.",
    auth=Authenticate(),
    docs_url=None,
    urls_namespace="api",
)

api.add_router("", accounts)
api.add_router("", upkeep)
api.add_router("", customers)
api.add_router("", workforce)
api.add_router("", contracts)
api.add_router("", stock)
api.add_router("", calls)
api.add_router("", requests)
api.add_router("", work_types)
api.add_router("", work_orders)
api.add_router("", part_orders)
api.add_router("", visits)
api.add_router("", dispatch)
api.add_router("", notifications)
api.add_router("", billing)
api.add_router("", mobile)
api.add_router("", portal)
api.add_router("", intake)
api.add_router("", search)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """This will answer a refusal outside of a command."""
    return http.refused(refusal)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """This will name every malformed value of a request, at once."""
    faults = [{"where": ".".join(str(p) for p in e["loc"]), "what": e["msg"]} for e in error.errors]
    return http.refused(Invalid("; ".join(f"{f['where']}: {f['what']}" for f in faults), faults=faults))


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """This will ask for a sign-in."""
    return http.refused(Unauthenticated("This needs a signed-in person or an API token."))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """This will answer what the framework refuses: a body that is no JSON, a missing CSRF token."""
    kinds: dict[int, type[Refusal]] = {403: Forbidden, 404: NotFound}
    return http.refused(kinds.get(error.status_code, Invalid)(str(error)))


@api.exception_handler(DataError)
@api.exception_handler(UnicodeEncodeError)
@api.exception_handler(OverflowError)
def on_not_storable(request: HttpRequest, error: Exception) -> HttpResponse:
    """This will answer a search or an address whose value no row can have."""
    return http.refused(NotStorable("A number, a date or a text is outside of what can be looked for."))


@api.exception_handler(OperationalError)
@api.exception_handler(PoolTimeout)
def on_database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    """This will say that the database is away; clients try again with the same key."""
    log.warning("database away: %s", error)
    return http.refused(Busy("The database does not answer just now."))
