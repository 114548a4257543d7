"""Where the hours of a rate begin and end: time worked, split on the site's own clock. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from truckroll.foundation.local_time import Interval, dates_between, span, subtract


@dataclass(frozen=True, slots=True)
class Band:
    """Hours that cost something else; past midnight if they close before they open."""

    band_id: int
    name: str
    weekdays: frozenset[int]
    on_holidays: bool
    opens: time
    closes: time

    def begins_on(self, on: date, holidays: Collection[date]) -> bool:
        """This will say whether the band begins on that local date."""
        return on.weekday() in self.weekdays or (self.on_holidays and on in holidays)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of work at one rate; without a band it is the ordinary one."""

    starts_at: datetime
    ends_at: datetime
    band: Band | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many minutes are charged at one rate, and how many of them nobody worked."""

    band: Band | None
    minutes: int
    rounding: int


def split(
    working: Iterable[Interval], bands: Sequence[Band], *, zone: str, holidays: Collection[date] = frozenset()
) -> list[Piece]:
    """This will cut time worked at the boundaries of the bands, in the order it was worked.

    Bands are given the more important first: what one has taken, a later one does not get. Boundaries are times on
    the wall of the site; lengths are those that passed, also where the clocks change.
    """
    pieces: list[Piece] = []
    for starts_at, ends_at in working:
        left: list[Interval] = [(starts_at, ends_at)]
        for band in bands:
            held = [
                made
                for on in dates_between(starts_at, ends_at, zone)
                if band.begins_on(on, holidays) and (made := span(on, band.opens, band.closes, zone))
            ]
            rest = subtract(left, held)
            pieces += [Piece(*taken, band) for taken in subtract(left, rest)]
            left = rest
        pieces += [Piece(*one, None) for one in left]
    return sorted(pieces, key=lambda piece: (piece.starts_at, piece.ends_at))


def shares(pieces: Sequence[Piece], *, step_minutes: int, minimum_minutes: int) -> list[Share]:
    """This will be the minutes charged at each rate, in the order the rates were first worked at (rule 47).

    First the real time of all pieces together is rounded up to the step, and is at least the minimum; once, not for
    each rate. Then every rate gets the whole minutes that were worked at it. What the rounding added goes to the rate
    at which the work ended, as if it had gone on until then.
    """
    if not pieces:
        return []
    worked: dict[Band | None, timedelta] = {}
    for piece in pieces:
        worked[piece.band] = worked.get(piece.band, timedelta()) + (piece.ends_at - piece.starts_at)
    real_s = sum(worked.values(), timedelta()) // timedelta(seconds=1)
    total = charged_minutes(real_s, step_minutes=step_minutes, minimum_minutes=minimum_minutes)
    minutes = {band: spent // timedelta(minutes=1) for band, spent in worked.items()}
    last = max(pieces, key=lambda piece: piece.ends_at).band
    added = total - sum(minutes.values())
    return [
        Share(band, whole + (added if band == last else 0), added if band == last else 0)
        for band, whole in minutes.items()
        if whole or band == last
    ]


def charged_minutes(worked_s: int, *, step_minutes: int, minimum_minutes: int) -> int:
    """This will be the minutes charged: real time rounded up to the step, at least the minimum."""
    if worked_s <= 0:
        return 0
    steps = -(-worked_s // (step_minutes * 60))
    return max(steps * step_minutes, minimum_minutes)
