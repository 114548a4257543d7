"""Run one of Postgres's own programs (psql, pg_dump, pg_restore ...) on this installation's database."""

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from truckroll.host import postgres
from truckroll.host.binaries import find_binaries
from truckroll.host.errors import HostError

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", help="the program to run")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its own arguments")


def run(arguments: argparse.Namespace) -> int:
    with postgres.database(arguments.home) as url:
        given = conninfo_to_dict(url)
        named = {_VARIABLES[key]: str(value) for key, value in given.items() if key in _VARIABLES}
        command = [_find(arguments.program), *arguments.arguments]
        return subprocess.run(command, env={**os.environ, **named}, check=False).returncode


def _find(program: str) -> str:
    # The program of the server's own version comes first: an older pg_dump refuses a newer server.
    beside_server = Path(find_binaries().program(program))
    found = str(beside_server) if beside_server.is_file() else shutil.which(program)
    if found is None:
        raise HostError(
            "program_not_found",
            f"There is no Postgres program {program} here.",
            "psql, pg_dump, pg_restore and pg_basebackup are the usual ones; Debian: apt-get install postgresql-client",
        )
    return found
