"""How instants are read from the database: as ISO 8601, which Python does ten times as fast as Django's own loader.

Six hundred visits have three thousand instants; taken apart by a pattern they were a fifteenth of a decision.
"""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.datetime import TimestamptzLoader


class UtcLoader(Loader):
    """Reads an instant as Django has it: in UTC, the zone that every connection keeps."""

    # Django asks for it, and would put its own loader in the place of one with another.
    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        """This will be the instant.

        Raises
        ------
        DataError
            It lies before the year 1 or after the year 9999.
        """
        try:
            instant = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            # The driver knows what to say of it.
            return TimestamptzLoader(self.oid, self.connection).load(data)
        return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


def read_instants_as_iso() -> None:
    """This will let every later connection read instants so."""
    get_adapters_template(True, UTC).register_loader(psycopg.adapters.types["timestamptz"].oid, UtcLoader)
