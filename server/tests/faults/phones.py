"""Phones that repeat what they are not sure of, on a real server, and delete nothing that was not answered."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from truckroll.accounts.actors import system

SYSTEM = system("test")


class NoAnswer(Exception):
    """The connection broke before an answer came: whether it was done, nobody knows."""


@dataclass
class Phone:
    """A phone with its own numbered outbox; it deletes nothing that was not answered."""

    device: uuid.UUID
    session: str
    visit_id: int
    sent_at: str
    seq: int = 0
    outbox: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One request of this phone to the API; NoAnswer if it broke."""
        return self.ask(method, f"/api{path}", body, **headers)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One HTTP request of this phone; NoAnswer if it broke."""
        signed_in = {"X-Session-Token": self.session} if self.session else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                method, path, None if body is None else json.dumps(body),
                {"Content-Type": "application/json"} | signed_in | headers,
            )  # fmt: skip
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer from error
        finally:
            connection.close()

    def register(self) -> None:
        """Make the phone known, or find it again."""
        status, _ = self.call("POST", "/mobile/devices", {"client_uuid": str(self.device), "name": "test"})
        assert status == 200

    def note(self, text: str) -> dict[str, Any]:
        """Put a note for the visit into the outbox."""
        return self.put("add_note", text=text)

    def put(self, kind: str, /, **payload: Any) -> dict[str, Any]:
        """Put a command for the visit into the outbox."""
        self.seq += 1
        command = {
            "uuid": str(uuid.uuid4()), "seq": self.seq, "type": kind, "at": self.sent_at,
            "payload": {"visit_id": self.visit_id, "client_uuid": str(uuid.uuid4())} | payload,
        }  # fmt: skip
        self.outbox.append(command)
        return command

    def post(self, *batch: dict[str, Any]) -> tuple[int, Any]:
        """Send these commands as they are, and keep what they were answered."""
        body = {
            "device": str(self.device),
            "sent_at": self.sent_at,
            "unsent": len(self.outbox),
            "commands": list(batch),
        }
        status, said = self.call("POST", "/mobile/commands", body)
        if status == 200:
            self.answers |= {answer["uuid"]: answer for answer in said["answers"]}
        return status, said

    def upload(self, content: bytes) -> None:
        """Bring a file to the server, from wherever an earlier try was cut off; NoAnswer if it broke again."""
        sha256 = base64.b64encode(hashlib.sha256(content).hexdigest().encode()).decode()
        sent = {"Upload-Length": str(len(content)), "Upload-Metadata": f"sha256 {sha256}"}
        place, offset = self._tus("POST", "/api/mobile/uploads", b"", sent)
        if offset < len(content):
            piece = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            _, offset = self._tus("PATCH", place, content[offset:], piece)
        assert offset == len(content)

    def _tus(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[str, int]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                method, path, body, {"X-Session-Token": self.session, "Tus-Resumable": "1.0.0"} | headers
            )
            answer = connection.getresponse()
            said = answer.read()
            assert answer.status in (201, 204), said
            return answer.headers.get("Location", ""), int(answer.headers["Upload-Offset"])
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            connection.close()

    def unanswered(self) -> list[dict[str, Any]]:
        """What must still be sent, in its order."""
        return [c for c in self.outbox if c["uuid"] not in self.answers]

    def flush(self, *, batch: int = 20, patience_s: float = 60) -> None:
        """Send until everything is answered, through broken connections and a busy server."""
        deadline, body = time.monotonic() + patience_s, None
        while self.unanswered():
            assert time.monotonic() < deadline, f"{len(self.unanswered())} unanswered, the last answer was {body}"
            try:
                status, body = self.post(*self.unanswered()[:batch])
            except NoAnswer as error:
                body = repr(error.__cause__)
                time.sleep(0.05)
                continue
            if status == 503:
                time.sleep(0.1)
                continue
            assert status == 200, (status, body)


@dataclass
class FieldDay:
    """Phones, each with a released visit of its own."""

    phones: list[Phone]

    def notes(self) -> list[str]:
        """The notes in the record, oldest first."""
        from truckroll.work.models import Note

        return list(Note.objects.order_by("id").values_list("text", flat=True))
