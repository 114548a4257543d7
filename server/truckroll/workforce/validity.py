"""Whether a certificate covers some work, by dates alone."""

from __future__ import annotations

from datetime import date


def covers(valid_from: date | None, expires_on: date | None, starts_on: date, ends_on: date) -> bool:
    """This will say whether the certificate holds from the first to the last local date of the work, both included."""
    return (valid_from is None or valid_from <= starts_on) and (expires_on is None or ends_on <= expires_on)
