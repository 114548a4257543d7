"""The settings of the search, each with its range."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """How to search. The same values give the same plan on every machine, except where `seconds` sets the length.

    Raises
    ------
    ValueError
        A value is outside its range; the message says which and what was expected.
    """

    seed: int = 1
    """Any whole number from 0; another seed is another, equally good, search."""
    iterations: int | None = None
    """Rounds of ruin and recreate, ≥ 0. None: by `seconds`."""
    seconds: float | None = None
    """Length by the clock, > 0. The rounds done are recorded in the solution, so that it can be replayed."""
    schedule: tuple[int, ...] | None = None
    """Rounds per temperature step, as recorded in a solution: replays it. Goes before iterations and seconds."""
    start_temperature: int | None = None
    """In units of cost, ≥ 1; how much worse a plan may become early on. None: 1500, up to 100 visits 4000, warm 100; by
    the legs of the first plan where only driving costs."""
    end_temperature: int | None = None
    """In units of cost, ≥ 1: the same at the end. None: 30, up to 100 visits 100 unless warm; by the legs, too."""
    reheats: int | None = None
    """Times the search is heated up again on its way; 0 to 20. None: 0, in a long search for up to 100 visits 3."""
    removed: int = 10
    """Visits taken out per round, about; 1 to 40. More where shifts hold very many."""
    longest_string: int = 10
    """Longest stretch of one route taken out; 1 to 100. Two fifths of an average route, if that is more."""
    territories: bool | None = None
    """Search from nothing piece by piece, the pieces shared by the workers. None: from 1,000 visits, if long."""
    starts: int = 1
    """Searches with seeds of their own, of which the best plan is kept; 1 to 64. Each takes the iterations."""
    workers: int = 1
    """Threads that the starts or the pieces share; the plan does not depend on it, except by `seconds`."""

    def __post_init__(self) -> None:
        ranges = {
            "seed": (0, 2**63),
            "iterations": (0, 10**12),
            "seconds": (0, 10**7),
            "start_temperature": (1, 10**7),
            "end_temperature": (1, 10**7),
            "reheats": (0, 20),
            "removed": (1, 40),
            "longest_string": (1, 100),
            "starts": (1, 64),
            "workers": (1, 256),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"{name}: expected {low} to {high}, got {value}")
        if self.schedule is not None and any(rounds < 0 for rounds in self.schedule):
            raise ValueError("schedule: expected rounds of 0 or more")
