"""One person's connection to the server: signs in like a phone, speaks JSON, repeats what went unanswered."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from truckroll.foundation.ids import uuid7

_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said; the names of its headers in lower case."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status < 400


class Keys:
    """The session tokens of all, kept over restarts: signing in again and again would look like an attack."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._tokens: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def get(self, email: str) -> str:
        """This will be the token somebody last signed in with, or nothing."""
        return self._tokens.get(email, "")

    def put(self, email: str, token: str) -> None:
        """This will keep a token, readable by nobody else."""
        self._tokens[email] = token
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps(self._tokens))


class Wire:
    """Requests of one person, over one connection that is kept open."""

    def __init__(self, url: str, email: str, password: str, keys: Keys) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._connection: http.client.HTTPConnection | None = None
        self.email, self._password, self._keys = email, password, keys
        self._now, self._rate, self._read_at = datetime.min.replace(tzinfo=UTC), 1.0, float("-inf")

    def get(self, path: str, *, etag: str = "", **query: Any) -> Reply:
        """This will read something; 304 if it is still as the ETag says."""
        asked = f"{path}?{urlencode(query, doseq=True)}" if query else path
        return self._ask("GET", asked, None, {"If-None-Match": etag} if etag else {})

    def post(self, path: str, body: Any = None, *, key: str = "") -> Reply:
        """This will do something exactly once: a lost answer is asked for again with the same key."""
        return self._ask("POST", path, {} if body is None else body, {"Idempotency-Key": key or str(uuid7())})

    def upload(self, path: str, method: str, content: bytes, headers: dict[str, str]) -> Reply:
        """This will send raw bytes of a resumable upload."""
        return self._ask(method, path, content, headers)

    def now(self) -> datetime:
        """This will be the company's time, as its clock said last and ran on since."""
        if time.monotonic() - self._read_at > 20:
            me = self.get("/api/me")
            if me.ok:
                self._now, self._rate = datetime.fromisoformat(me.body["now"]), float(me.body["rate"])
                self._read_at = time.monotonic()
        return self._now + timedelta(seconds=(time.monotonic() - self._read_at) * self._rate)

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
        give_up = time.monotonic() + _PATIENCE_S
        while True:
            try:
                reply = self._once(method, path, body, headers | {"X-Session-Token": self._keys.get(self.email)})
                if reply.status == 401 and self.email and self._sign_in():
                    continue
                if reply.status != 503 or time.monotonic() > give_up:
                    return reply
            except (OSError, http.client.HTTPException):
                self._connection = None
                if time.monotonic() > give_up:
                    raise
            time.sleep(0.5)

    def _sign_in(self) -> bool:
        credentials = {"email": self.email, "password": self._password}
        reply = self._once("POST", "/_allauth/app/v1/auth/login", credentials, {})
        if reply.ok:
            self._keys.put(self.email, reply.body["meta"]["session_token"])
        return reply.ok

    def _once(self, method: str, path: str, body: Any, sent: dict[str, str]) -> Reply:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(*self._address, timeout=20)
        is_raw = isinstance(body, bytes)
        data = body if is_raw or body is None else json.dumps(body).encode()
        kind = {} if body is None or is_raw else {"Content-Type": "application/json"}
        self._connection.request(method, path, data, kind | {"Accept": "application/json"} | sent)
        response = self._connection.getresponse()
        content = response.read()
        headers = {name.lower(): value for name, value in response.headers.items()}
        is_json = "json" in headers.get("content-type", "")
        return Reply(response.status, json.loads(content) if content and is_json else content, headers)
