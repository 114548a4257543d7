"""Letting the first administrator in."""

import io

import pytest

from truckroll.accounts.models import User
from truckroll.cli import main
from truckroll.foundation.models import OutboxEvent


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test here writes rows."""


def create(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = "a long enough phrase") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return main(["create-admin", *arguments, "--password-stdin"])


@pytest.mark.slow
def test_it_makes_an_administrator(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert create(monkeypatch, "ada@example.test", "--name", "Ada") == 0
    user = User.objects.get()
    assert (user.email, user.name, user.role, user.check_password("a long enough phrase")) == (
        "ada@example.test",
        "Ada",
        "admin",
        True,
    )
    assert capsys.readouterr().out == "ada@example.test may sign in as administrator.\n"
    assert [event.name for event in OutboxEvent.objects.all()] == ["accounts.user.created"]


@pytest.mark.slow
def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert create(monkeypatch, "ada@example.test", password="short") == 1
    assert "12 characters" in capsys.readouterr().err
    assert User.objects.count() == 0
    assert OutboxEvent.objects.count() == 0


@pytest.mark.slow
def test_an_address_is_used_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert create(monkeypatch, "ada@example.test") == 0
    assert create(monkeypatch, "ada@example.test") == 1
    assert capsys.readouterr().err.startswith("truckroll: Another user signs in with this address.")
    assert User.objects.count() == 1
