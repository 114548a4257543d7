"""Reads vehicle routing problems with time windows as papers publish them: Solomon's tables and VRPLIB files.

Distances are those of the DIMACS challenge: Euclidean, truncated to one decimal, counted in tenths here, as are times.
The objective is distance alone. It is what both lists of best known results that the benchmark uses are given in; the
older objective (fewest vehicles first, then distance) has no sum of costs that says the same, so it is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from truckroll_planner.problem import Fault, Prices, Problem, ProblemError, Shift, Technician, Visit, Window

UNSERVED = 1 << 22
"""Price of leaving a customer out: more than any detour costs."""


def read_vrptw(path: Path) -> Problem:
    """Read a Solomon or VRPLIB file; each vehicle becomes a technician, the load a part that its van holds.

    Raises
    ------
    ProblemError
        The file is neither, or a line of it cannot be read; the faults name the lines.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines]
    if any(w[:1] == ["NODE_COORD_SECTION"] for w in words):
        return _problem(path.stem, *_vrplib(words))
    if any(w[:1] == ["VEHICLE"] for w in words):
        return _problem(path.stem, *_solomon(words))
    raise ProblemError([Fault(path.name, "expected JSON, a Solomon table or a VRPLIB file")])


Row = tuple[float, ...]


def _solomon(words: Sequence[list[str]]) -> tuple[int, int, list[Row]]:
    """(vehicles, capacity, rows of x, y, demand, opens, closes, service); the depot first."""
    numbers = [(i, w) for i, w in enumerate(words) if w and w[0].lstrip("-").isdigit()]
    if not numbers:
        raise ProblemError([Fault("VEHICLE", "expected a line with the number of vehicles and their capacity")])
    vehicles, capacity = (int(x) for x in _numbers(*numbers[0], 2))
    return vehicles, capacity, [_numbers(i, w, 7)[1:] for i, w in numbers[1:]]


def _vrplib(words: Sequence[list[str]]) -> tuple[int, int, list[Row]]:
    head = {w[0]: w[-1] for w in words if len(w) >= 3 and w[1] == ":"}
    missing = [name for name in ("VEHICLES", "CAPACITY", "SERVICE_TIME") if not head.get(name, "").isdigit()]
    if missing:
        raise ProblemError([Fault(name, "expected a whole number") for name in missing])
    sections: dict[str, dict[int, Row]] = {}
    inside: dict[int, Row] | None = None
    for i, w in enumerate(words):
        if w and w[0].endswith("_SECTION"):
            inside = sections.setdefault(w[0], {})
        elif w and inside is not None and w[0] not in ("EOF", "-1") and w[0].isdigit():
            inside[int(w[0])] = _numbers(i, w, len(w))[1:]
    where = sections.get("NODE_COORD_SECTION", {})
    demand, windows = sections.get("DEMAND_SECTION", {}), sections.get("TIME_WINDOW_SECTION", {})
    faults = [
        Fault(f"{name} {node}", f"expected {count} numbers")
        for name, some, count in (
            ("NODE_COORD_SECTION", where, 2),
            ("DEMAND_SECTION", demand, 1),
            ("TIME_WINDOW_SECTION", windows, 2),
        )
        for node in where
        if len(some.get(node, ())) != count
    ]
    if faults:
        raise ProblemError(faults)
    depot = next(iter(sections.get("DEPOT_SECTION", {})), min(where, default=1))
    service = float(head["SERVICE_TIME"])
    order = [depot, *(node for node in where if node != depot)]
    rows = [(*where[v], *demand[v], *windows[v], 0.0 if v == depot else service) for v in order]
    return int(head["VEHICLES"]), int(head["CAPACITY"]), rows


def _numbers(i: int, words: Sequence[str], count: int) -> Row:
    try:
        found = tuple(float(w) for w in words)
    except ValueError:
        found = ()
    if len(found) != count:
        raise ProblemError([Fault(f"line {i + 1}", f"expected {count} numbers, got {' '.join(words)!r}")])
    return found


def _problem(name: str, vehicles: int, capacity: int, rows: Sequence[Row]) -> Problem:
    if len(rows) < 2 or vehicles < 1:
        raise ProblemError([Fault(name, "expected a vehicle, a depot and a customer or more")])
    at = np.array([row[:2] for row in rows])
    distance = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    tenths = np.floor(distance * 10 + 1e-9).astype(np.int32)
    depot = rows[0]
    shift = Shift(
        starts_at_s=round(depot[3] * 10),
        ends_at_s=round(depot[4] * 10),
        start_location=0,
        end_location=0,
        stock={"load": capacity},
    )
    return Problem(
        travel_s=tenths,
        technicians=tuple(Technician(id=str(i + 1), shifts=(shift,)) for i in range(vehicles)),
        visits=tuple(
            Visit(
                id=str(i),
                location=i,
                duration_s=round(row[5] * 10),
                parts={"load": round(row[2])},
                arrival_windows=(Window(round(row[3] * 10), round(row[4] * 10)),),
                unassigned_cost=UNSERVED,
            )
            for i, row in enumerate(rows)
            if i
        ),
        prices=Prices(balance_divisor=0),
        locations=tuple((float(x), float(y)) for x, y in at),
        name=name,
    )
