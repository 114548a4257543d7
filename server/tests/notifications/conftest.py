"""Carla, who has a mail address and a mobile, and ways out of the house."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.work.conftest import SYSTEM, move, raised, world  # noqa: F401  # fixtures: Carla's house
from truckroll.notifications.actions import speaking
from truckroll.notifications.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

CARLA = {"contact_name": "Carla", "contact_email": "carla@example.test", "contact_phone": "020 7946 0018"}


class OtherSide:
    """A process that plays a mail server or a gateway."""

    def __init__(self, what: str, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.process = subprocess.Popen([sys.executable, Path(__file__).with_name("other_side.py"), what, str(folder)])
        while not (folder / "port").exists():
            assert self.process.poll() is None, "the other side did not start"
            time.sleep(0.01)
        self.port = int((folder / "port").read_text())

    def behave(self, *ways: str) -> None:
        (self.folder / "behave").write_text("".join(f"{way}\n" for way in ways))

    def received(self) -> list[dict[str, Any]]:
        file = self.folder / "received"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def other_side(tmp_path: Path) -> Iterator[Callable[[str], OtherSide]]:
    """Start other sides; they are ended afterwards."""
    started: list[OtherSide] = []

    def start(what: str) -> OtherSide:
        started.append(OtherSide(what, tmp_path / what))
        return started[-1]

    yield start
    for one in started:
        one.process.send_signal(signal.SIGKILL)
        one.process.wait()


@pytest.fixture
def open_ways(now: datetime, settings: Any, tmp_path: Path) -> Callable[..., None]:
    """Set up a mail server and a gateway, at these ports if somebody listens there."""

    def set_up(*, mail: int = 1, gateway: int = 1) -> None:
        settings.HOME = tmp_path / "home"
        (settings.HOME / "secrets").mkdir(parents=True, exist_ok=True)
        (settings.HOME / "secrets" / "gateway").write_text("hush\n")
        who = {"actor": SYSTEM, "now": now}
        with transaction.atomic():
            speaking.set_transport(
                channel="email",
                host="127.0.0.1",
                port=mail,
                security="none",
                sender="Harbor Ltd <hello@harbor.test>",
                **who,
            )
            speaking.set_transport(
                channel="sms", url=f"http://127.0.0.1:{gateway}", user_name="AC1", password_file="gateway",
                sender="+442079460000", **who,
            )  # fmt: skip

    return set_up


def said(**which: Any) -> list[tuple[str, str, str]]:
    """Kind, channel and status of the messages there are, the oldest first."""
    rows = Message.objects.filter(**which).order_by("id")
    return [(m.kind, m.channel, m.status) for m in rows]
