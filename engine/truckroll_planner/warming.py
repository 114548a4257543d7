"""Compiles the kernels ahead of their first use."""

from __future__ import annotations

import time

import numpy as np

from truckroll_planner.inserting import compile_places
from truckroll_planner.params import Params
from truckroll_planner.problem import Problem, Shift, Technician, Visit
from truckroll_planner.solving import solve


def warm_up() -> float:
    """Compile every kernel, or load it from numba's cache on disk; return the seconds it took."""
    began = time.monotonic()
    solve(_smallest(), Params(iterations=1))
    warm_places()
    return time.monotonic() - began


def warm_places() -> None:
    """Compile only the look for one visit's place, or load it from disk: a part of the time that everything takes."""
    compile_places()


def _smallest() -> Problem:
    shift = Shift(starts_at_s=0, ends_at_s=3600, start_location=0, end_location=0)
    visits = tuple(Visit(id=str(i), location=i, duration_s=60) for i in (1, 2))
    travel = np.full((3, 3), 60, dtype=np.int32)
    return Problem(travel_s=travel, technicians=(Technician(id="0", shifts=(shift,)),), visits=visits)
