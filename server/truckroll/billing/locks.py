"""The lock on the books: whoever dates something into a day shares it, whoever closes days has it alone."""

from __future__ import annotations

from django.db import connection

# Apart from every other use of advisory locks in this database.
_BOOKS = 0x7EC5 << 40


def share_books() -> None:
    """This will keep the books from being closed until the transaction ends; take it, then look whether they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_BOOKS])


def hold_books() -> None:
    """This will wait until nobody dates anything, and let nobody until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_BOOKS])
