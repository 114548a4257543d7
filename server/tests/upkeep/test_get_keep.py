"""The office knows how old the last backup is, and whether this is a copy that stays mute."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from truckroll.accounts.actors import system
from truckroll.foundation import clock
from truckroll.upkeep import actions, queries

if TYPE_CHECKING:
    import pytest

ACTOR = system("test")


def begun_before(hours: float) -> None:
    """Make the installation that old."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = now() - %s", [timedelta(hours=hours)])


def back_up_before(hours: float) -> None:
    actions.record_backup(
        backup=uuid.uuid4(), taken_at=clock.real_now() - timedelta(hours=hours), folder="/b", size=5, files=2,
        missing_files=0, actor=ACTOR,
    )  # fmt: skip


def test_p33_a_backup_is_overdue_after_48_hours(dana: Any) -> None:
    begun_before(47.9)
    keep = dana.get("/upkeep").json()
    assert (keep["last_backup"], keep["is_backup_overdue"], keep["is_mute"]) == (None, False, False)
    begun_before(48.1)
    assert dana.get("/upkeep").json()["is_backup_overdue"] is True
    back_up_before(48.1)
    keep = dana.get("/upkeep").json()
    assert (keep["last_backup"]["folder"], keep["is_backup_overdue"]) == ("/b", True)
    back_up_before(47.9)
    assert dana.get("/upkeep").json()["is_backup_overdue"] is False


def test_a_backup_is_noted_once(db: None) -> None:
    one = uuid.uuid4()
    for _ in range(2):
        actions.record_backup(
            backup=one, taken_at=clock.real_now(), folder="/b", size=5, files=2, missing_files=0, actor=ACTOR
        )
    keep = queries.get_keep(real_now=clock.real_now())
    assert keep.last_backup is not None
    assert (keep.last_backup.uuid, keep.last_backup.proven_at) == (one, None)


def test_p35_a_copy_is_mute_until_it_goes_live(db: None, dana: Any) -> None:
    assert not queries.is_mute()
    taken_at = clock.real_now() - timedelta(days=14)
    actions.mute_copy(restored_from_at=taken_at, real_now=clock.real_now(), actor=ACTOR)
    assert queries.is_mute()
    keep = dana.get("/upkeep").json()
    assert (keep["is_mute"], keep["restored_from_at"]) == (True, taken_at.isoformat(timespec="milliseconds")[:-6] + "Z")
    actions.go_live(real_now=clock.real_now(), actor=ACTOR)
    assert not queries.is_mute()


def test_the_doctor_asks_for_a_backup(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from truckroll.host import doctor

    class Same:
        """Look through the test's own transaction."""

        def __enter__(self) -> Any:
            return connection.connection

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(doctor.psycopg, "connect", lambda *_, **__: Same())
    connection.ensure_connection()
    begun_before(10)
    assert doctor.check_backup("") == doctor.Finding("backup", True, "there is no backup yet")
    begun_before(49)
    found = doctor.check_backup("")
    assert (found.ok, found.code) == (False, "backup_overdue")
    back_up_before(30)
    assert doctor.check_backup("") == doctor.Finding("backup", True, "the last backup is 30 h old")
