"""The oracle finds what it says it finds: each invariant is broken on purpose, past every guard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from truckroll.accounts.actors import system
from truckroll.foundation import commands, invariants
from truckroll.foundation.models import Command, LifecycleMove, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def test_a_sound_database_has_no_breaches(make_user: Callable[..., Any]) -> None:
    user = make_user("dispatcher")
    user.change(name="Dana the second")
    assert invariants.check() == {}


def test_i2_the_effect_of_a_refused_command_is_found(db: None, now: datetime) -> None:
    source = commands.find_source("worker", "test")
    commands.run(source=source, name="x", body={}, actor=system("test"), effect=lambda: (200, {}))
    line = Command.objects.get()
    LifecycleMove.objects.create(
        lifecycle="thing", object_id=1, move="do", to_status="done", at=now, actor="x", command=line
    )
    assert "I2" not in invariants.check()
    Command.objects.update(outcome="rejected")
    assert list(invariants.check()) == ["I2"]


@pytest.mark.slow
def test_i3_a_gap_in_a_phones_numbers_is_found(db: None) -> None:
    phone = commands.find_source("phone", "p")
    for seq in (1, 2, 3):
        commands.run(source=phone, name="x", body={}, actor=system("test"), effect=lambda: (200, {}), seq=seq)
    assert invariants.check() == {}
    Command.objects.filter(seq=2).delete()
    assert invariants.check() == {"I3": [f"phone {phone.pk}: last 3, 2 commands, highest 3"]}
    Source.objects.filter(pk=phone.pk).update(last_seq=2)
    assert list(invariants.check()) == ["I3"]


def test_i5_a_change_behind_the_triggers_back_is_found(make_user: Callable[..., Any]) -> None:
    user = make_user("dispatcher")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute("UPDATE accounts_user SET role = 'admin' WHERE id = %s", [user.pk])
        cursor.execute("SET LOCAL session_replication_role = 'origin'")
    assert invariants.check() == {"I5": [f"accounts_user {user.pk} is not what its history ends in"]}
