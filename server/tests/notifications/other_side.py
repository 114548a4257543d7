"""The other side, as processes of their own: a mail server (RFC 5321, what a client needs of it), and a gateway for
text messages that speaks as Twilio's does. Both misbehave as they are told: `python other_side.py mail|gateway FOLDER`.

What was received lies line by line in FOLDER/received; FOLDER/behave says how to answer, one line for each time.
"""

from __future__ import annotations

import json
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

FOLDER = Path(sys.argv[2]) if __name__ == "__main__" else Path()


def next_behavior() -> str:
    """Take the next line of what is asked of us; without one we behave."""
    file = FOLDER / "behave"
    lines = file.read_text().splitlines() if file.exists() else []
    if not lines:
        return ""
    file.write_text("".join(f"{line}\n" for line in lines[1:]))
    return lines[0]


def keep(what: dict[str, Any]) -> None:
    with (FOLDER / "received").open("a") as file:
        file.write(json.dumps(what) + "\n")


class Mail(socketserver.StreamRequestHandler):
    """One conversation of a mail server."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        behavior = next_behavior()
        if behavior == "hang":
            time.sleep(30)
        self.say("220 other side")
        sender, recipients = "", []
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            match word.upper():
                case "EHLO" | "HELO":
                    self.say("250 other side")
                case "MAIL":
                    sender = rest
                    self.say("250 ok")
                case "RCPT" if behavior == "no such mailbox":
                    self.say("550 5.1.1 there is no such mailbox")
                case "RCPT" if behavior == "greylist":
                    self.say("451 4.7.1 come back later")
                case "RCPT":
                    recipients.append(rest)
                    self.say("250 ok")
                case "DATA":
                    self.say("354 go on")
                    content = self.letter()
                    keep({"from": sender, "to": recipients, "content": content})
                    if behavior == "take and hang up":
                        return
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line.removeprefix(".") if line.startswith("..") else line)
        return "\n".join(lines)


class Gateway(BaseHTTPRequestHandler):
    """A gateway's one address."""

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        behavior = next_behavior()
        seen = {
            "path": self.path,
            "key": self.headers["Idempotency-Key"],
            "auth": self.headers["Authorization"],
            **form,
        }
        if behavior != "500":
            keep(seen)
        match behavior:
            case "500":
                self.answer(500, {"message": "we are sorry"})
            case "hang":
                time.sleep(30)
            case "take and hang up":
                self.close_connection = True
            case "no":
                self.answer(400, {"code": 21211, "message": "this is no mobile number"})
            case "yes but no":
                self.answer(200, {"sid": "SM1", "status": "failed", "error_code": 30003, "error_message": "no signal"})
            case "nonsense":
                self.answer(200, None)
            case "elsewhere":
                self.send_response(307)
                self.send_header("Location", "http://127.0.0.1:9/stolen")
                self.end_headers()
            case _:
                # The name follows the key: the same message twice is the same message.
                self.answer(201, {"sid": f"SM{seen['key']}", "status": "queued"})

    def answer(self, status: int, body: Any) -> None:
        content = b"<html>" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


if __name__ == "__main__":
    server: Any = (
        MailServer(("127.0.0.1", 0), Mail) if sys.argv[1] == "mail" else ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    )
    (FOLDER / "port.new").write_text(str(server.server_address[1]))
    (FOLDER / "port.new").rename(FOLDER / "port")
    server.serve_forever()
