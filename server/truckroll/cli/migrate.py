"""Bring the database's tables up to this version, or with --check only say whether they are."""

import argparse
from typing import Any

import pgtrigger
from django.core.management import call_command
from django.core.management.commands import migrate as of_django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from truckroll.foundation import crash


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 when migrations are missing")
    parser.add_argument("--quiet", action="store_true", help="say only how many were applied")


def run(arguments: argparse.Namespace) -> int:
    if not arguments.check:
        applied = migrate()
        for line in [f"applied {len(applied)} migrations"] if arguments.quiet and applied else applied:
            print(line)
        return 0
    missing = list_missing()
    for name in missing:
        print(name)
    return 1 if missing else 0


def migrate() -> list[str]:
    """Apply every migration that is missing and list them; several callers at once wait for each other."""
    with connection.cursor() as cursor:
        # Two migrating processes would trip over each other's half-made tables. The lock ends with the connection.
        cursor.execute("SELECT pg_advisory_lock(hashtext('truckroll migrate'))")
        try:
            missing = list_missing()
            if missing:
                call_command(_Migrate(), interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('truckroll migrate'))")
    return missing


class _Migrate(of_django.Command):
    """Django's own, that may be killed after each migration: the next start goes on with the one that follows."""

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success":
            crash.point("migrate.mid")


def list_missing() -> list[str]:
    """List the migrations, and when there are none the triggers, that the database has not seen yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan] or _list_stale_triggers()


def _list_stale_triggers() -> list[str]:
    """List the audit's triggers that are not those of this version: no migration names them."""
    return [
        f"trigger {trigger.get_pgid(model)}"
        for model, trigger in pgtrigger.registered()
        if trigger.get_installation_status(model)[0] in {"UNINSTALLED", "OUTDATED"}
    ]
