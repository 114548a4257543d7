"""What this room tells: users and tokens made, changed and revoked."""

from truckroll.foundation.events import Event, event


@event("accounts.user.created")
class UserCreated(Event):
    """A person may sign in from now on."""

    user_id: int


@event("accounts.user.changed")
class UserChanged(Event):
    """A person's name, role or access changed; his open streams are cut and judged anew."""

    user_id: int


@event("accounts.token.created")
class TokenCreated(Event):
    """A program got a way in."""

    token_id: int


@event("accounts.token.revoked")
class TokenRevoked(Event):
    """A program's way in was closed."""

    token_id: int
