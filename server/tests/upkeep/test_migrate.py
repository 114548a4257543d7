"""F1 for a new version: killed between any two migrations, the next start finishes what is missing."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.host import binaries

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

# Killed after each migration in the long run, once otherwise: each start reads all of them again.
STRIDE = 1 if os.environ.get("TRUCKROLL_TESTS") == "long" else 75


def _schema(url: str) -> list[str]:
    """The definitions of a database; the dump carries a key of its own in each run."""
    dump = subprocess.run(
        [binaries.find_binaries().program("pg_dump"), "--schema-only", "--no-owner", "-d", url],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return sorted(line for line in dump.stdout.splitlines() if not line.startswith(("\\", "--")))


def _copy(url: str, into: str) -> None:
    """Dump one database into another: what was loaded from a dump writes its conditions in other words."""
    programs = binaries.find_binaries()
    with subprocess.Popen([programs.program("pg_dump"), "-d", url], stdout=subprocess.PIPE) as dump:
        load = [programs.program("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-d", into]
        subprocess.run(load, check=True, stdin=dump.stdout, stdout=subprocess.DEVNULL)
    assert dump.returncode == 0


def test_f1_killed_between_migrations_the_next_start_goes_on(
    install: Callable[..., Any], load_schema: Callable[[str], None], record_property: Callable[[str, object], None]
) -> None:
    here, kills = install(empty=True), 0
    applied: list[int] = [0]
    while (said := here.run("migrate", "--quiet", crash_at=f"migrate.mid:{STRIDE}")).code == 137:
        kills += 1
        applied += here.ask("SELECT count(*) FROM django_migrations")
        assert applied[-1] == kills * STRIDE, "what was done before the kill is done"
    assert said.code == 0, said
    whole = here.ask("SELECT count(*) FROM django_migrations")[0]
    assert kills == whole // STRIDE > 0
    record_property("kills", kills)
    assert here.run("migrate", "--check").code == 0
    # What this run's template was made of was migrated in one go.
    there, copy = install(empty=True), install(empty=True)
    load_schema(there.url)
    _copy(here.url, copy.url)
    assert _schema(copy.url) == _schema(there.url)
    kinds = "SELECT app_label || '.' || model FROM django_content_type ORDER BY 1"
    assert here.ask(kinds) == there.ask(kinds)
    rights = "SELECT codename FROM auth_permission ORDER BY 1"
    assert here.ask(rights) == there.ask(rights)
