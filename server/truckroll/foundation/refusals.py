"""How truckroll says no: a stable code, the facts behind it and what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

log = logging.getLogger("truckroll.refusals")


class Refusal(Exception):
    """Say no to a well-formed request, with a stable code and the facts behind it.

    A refusal is expected: it is remembered in the command ledger and never logged as an error.
    """

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "This is not possible"
    http_status: ClassVar[int] = 409
    what_to_do: ClassVar[str] = "Check the facts below and try again."

    def __init__(self, detail: str, *, what_to_do: str | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts
        self.remedy = what_to_do or self.what_to_do

    def as_problem(self) -> dict[str, Any]:
        """This will be the problem+json body (RFC 9457) of the refusal."""
        return {
            "type": f"urn:truckroll:{self.code}",
            "status": self.http_status,
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
            "facts": self.facts,
            "what_to_do": self.remedy,
        }


class NotFound(Refusal):
    """The thing does not exist, or this actor may not see it: both look alike."""

    code = "not_found"
    title = "Not found"
    http_status = 404
    what_to_do = "Check the address, or ask somebody who may see it."


class Forbidden(Refusal):
    """This role may not do this at all."""

    code = "forbidden"
    title = "Your role may not do this"
    http_status = 403
    what_to_do = "Ask an administrator for the right role."


class Unauthenticated(Refusal):
    """Nobody is signed in."""

    code = "unauthenticated"
    title = "Sign in first"
    http_status = 401
    what_to_do = "Sign in and try again."


class Invalid(Refusal):
    """A value is malformed or missing."""

    code = "invalid"
    title = "Some values are not valid"
    http_status = 422
    what_to_do = "Correct the named values and send again."


class ChangedMeanwhile(Refusal):
    """Somebody else changed the row since it was read; the facts show the present values."""

    code = "changed_meanwhile"
    title = "Somebody changed this meanwhile"
    what_to_do = "Look at the present values and decide again."


class NotStorable(Invalid):
    """A value is of the right kind, and still nothing a database can hold."""

    code = "not_storable"
    title = "A value cannot be stored"
    what_to_do = "Look for a number or date far out of range, or for characters that are no text, and send again."


class RefusedByDatabase(Refusal):
    """The database holds a rule that no action asked about before; it is logged, for the action should have."""

    code = "refused_by_database"
    title = "These values do not go together"
    what_to_do = "Check the values named by the rule, and tell whoever runs this server."


class KeyReused(Refusal):
    """The same idempotency key came with another body."""

    code = "uuid_reused"
    title = "This key was used for another request"
    http_status = 422
    what_to_do = "Use a new key for a new request."


class SequenceGap(Refusal):
    """A phone's command is not the next in its sequence."""

    code = "sequence_gap"
    title = "A command is missing"
    what_to_do = "Send again from the expected sequence number."


class Busy(Refusal):
    """The database did not answer in time; nothing was done."""

    code = "busy"
    title = "The server is busy"
    http_status = 503
    what_to_do = "Try again in a few seconds; nothing was changed."


class Unavailable(Exception):
    """Something outside (mail server, map service) did not answer; the worker tries again."""

    def __init__(self, provider: str, *, retry_after_s: int = 60) -> None:
        super().__init__(f"{provider} is not available")
        self.provider = provider
        self.retry_after_s = retry_after_s


_constraints: dict[str, Callable[[], Refusal]] = {}


def refuse_constraint(name: str, refusal: Callable[[], Refusal]) -> None:
    """This will answer a violation of the named database constraint with that refusal.

    The callable runs after the savepoint was rolled back, so it may query. Never parse the
    database's own message: it leaks other rows' values.
    """
    if name in _constraints:
        raise ValueError(f"constraint {name!r} already has a refusal")
    _constraints[name] = refusal


def refusal_of_constraint(name: str | None) -> Refusal | None:
    """This will be the refusal registered for a constraint; None if it has no name, which only a bug violates.

    One nobody has words for is refused by its name, and logged.
    """
    if name is None:
        return None
    if name in _constraints:
        return _constraints[name]()
    log.error("no refusal is registered for the constraint %s", name)
    return RefusedByDatabase(f"The database's rule {name!r} speaks against this.", rule=name)
