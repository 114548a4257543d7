"""The secrets behind forms and links, and the short pass a link is swapped for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid

from django.conf import settings
from django.core import signing

PASS_S = 30 * 60
_SALT = "truckroll.portal.pass"


def new_token() -> str:
    """This will be a fresh token of 32 random bytes."""
    return secrets.token_urlsafe(32)


def token_of(seed: uuid.UUID) -> str:
    """This will be the token of a link: 32 bytes that nobody can compute without the server's key.

    Derived and not stored, so that an answer that was lost on its way can be given again.
    """
    key = hmac.new(settings.SECRET_KEY.encode(), b"truckroll.portal.link:" + seed.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def digest(token: str) -> bytes:
    """This will be what is stored of a token. 32 random bytes need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def pass_for(link_id: int) -> str:
    """This will be a signed pass to one link's job, good for half an hour."""
    return signing.dumps(link_id, salt=_SALT)


def link_of(signed: str) -> int | None:
    """This will be the link a pass was made for, or None if it is forged or too old."""
    try:
        return int(signing.loads(signed, salt=_SALT, max_age=PASS_S))
    except signing.BadSignature:
        return None


def bucket(kind: str, who: str) -> str:
    """This will be the name attempts are counted under; an address cannot be read back from it."""
    return f"{kind}:{hmac.new(settings.SECRET_KEY.encode(), who.encode(), hashlib.sha256).hexdigest()[:24]}"
