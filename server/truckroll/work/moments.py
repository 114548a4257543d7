"""When something happened, said by a phone whose clock may be wrong (rule 15, P14)."""

from __future__ import annotations

from datetime import datetime, timedelta

# Beyond this a corrected time is marked as such for whoever reads it later.
TELL_AFTER = timedelta(seconds=120)


def corrected(said: datetime, *, not_before: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """This will be the instant that counts, and whether it differs from what was said by more than two minutes.

    It lies between the step before and the receipt: nothing happens before its predecessor, nor in the future.
    """
    at = min(said, now)
    if not_before is not None:
        at = max(at, min(not_before, now))
    return at, abs(at - said) > TELL_AFTER
