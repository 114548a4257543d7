"""Finds Postgres' own programs (psql, pg_dump, pg_restore ...) and the environment in which they reach a database."""

import os
import shutil
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

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


def find_program(name: str) -> str:
    """Give the path of a program: of the local server's own version, else one on the path.

    Raises
    ------
    HostError
        There is none of that name.
    """
    # The program of the server's own version comes first: an older pg_dump refuses a newer server.
    beside_server = Path(find_binaries().program(name))
    found = str(beside_server) if beside_server.is_file() else shutil.which(name)
    if found is None:
        raise HostError(
            "program_not_found",
            f"There is no Postgres program {name} here.",
            "psql, pg_dump, pg_restore and pg_basebackup are the usual ones; Debian: apt-get install postgresql-client",
        )
    return found


def environment_for(url: str) -> dict[str, str]:
    """Give the environment in which a program reaches the database of that URL, its password in no argument list."""
    given = conninfo_to_dict(url)
    return {**os.environ, **{_VARIABLES[key]: str(value) for key, value in given.items() if key in _VARIABLES}}
