"""The published files: `truckroll.problem/1` and `/2`, `truckroll.plan/1` and `/2`, and their schemas.

`/1` is one shift and at most one break a day, and the wishes of the public benchmark. `/2` is `Problem` and `Plan` as
they are, field by field; a `/1` file becomes the same problem that the corresponding `/2` file is.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from truckroll_planner.judging import judge
from truckroll_planner.plan import Judgement, Plan, Route
from truckroll_planner.problem import (
    Break,
    Fault,
    Pin,
    Prices,
    Problem,
    ProblemError,
    Published,
    Shift,
    Technician,
    Visit,
    Window,
)

PROBLEM_1, PROBLEM_2 = "truckroll.problem/1", "truckroll.problem/2"
PLAN_1, PLAN_2 = "truckroll.plan/1", "truckroll.plan/2"


# ---- problem/1, as it is published -------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Technician1:
    id: str
    skills: tuple[str, ...]
    start_location: int
    end_location: int | None
    starts_at_s: int
    ends_at_s: int
    max_overtime_s: int
    overtime_cost_per_s: int
    breaks: tuple[Break, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Visit1:
    id: str
    location: int
    duration_s: int
    windows: tuple[tuple[int, int], ...]
    skills: tuple[str, ...]
    due_s: int | None = None
    lateness_cost_per_s: int = 0
    priority: int = 3
    unassigned_cost: int
    technician_cost: tuple[int, ...]
    published: Published | None = None
    pinned: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Objective1:
    travel_cost_per_s: int
    balance_divisor: int
    changed_technician_cost: int
    moved_later_cost_per_s: int
    published_tolerance_s: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Problem1:
    technicians: tuple[_Technician1, ...]
    visits: tuple[_Visit1, ...]
    objective: _Objective1
    locations: tuple[tuple[float, float], ...] | None = None
    name: str = ""


def _from_1(read: _Problem1, travel: Any) -> Problem:
    team = tuple(
        Technician(
            id=t.id,
            skills={s: 1 for s in t.skills},
            shifts=(
                Shift(
                    starts_at_s=t.starts_at_s,
                    ends_at_s=t.ends_at_s,
                    start_location=t.start_location,
                    end_location=t.end_location,
                    max_overtime_s=t.max_overtime_s,
                    overtime_cost_per_s=t.overtime_cost_per_s,
                    breaks=t.breaks,
                ),
            ),
        )
        for t in read.technicians
    )
    visits = tuple(
        Visit(
            id=v.id,
            location=v.location,
            duration_s=v.duration_s,
            skills={s: 1 for s in v.skills},
            arrival_windows=tuple(Window(w[0], w[1]) for w in v.windows),
            due_s=v.due_s,
            lateness_cost_per_s=v.lateness_cost_per_s,
            priority=v.priority,
            unassigned_cost=v.unassigned_cost,
            technician_cost=v.technician_cost,
            published=v.published,
            pin=Pin(technician=v.published.technician) if v.pinned and v.published else None,
        )
        for v in read.visits
    )
    try:
        return Problem(
            travel_s=travel,
            technicians=team,
            visits=visits,
            locations=read.locations,
            name=read.name,
            prices=Prices(**{f.name: getattr(read.objective, f.name) for f in dataclasses.fields(_Objective1)}),
        )
    except ProblemError as error:
        raise ProblemError(
            [
                Fault(
                    f.path.replace(".shifts[0]", "")
                    .replace("arrival_windows", "windows")
                    .replace("prices.", "objective."),
                    f.expected,
                )
                for f in error.faults
            ]
        ) from None


# ---- reading -----------------------------------------------------------------------------------------------------


def load_json(path: Path) -> Any:
    """Read a JSON file; ProblemError says where it is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProblemError([Fault(str(path), f"expected JSON: {error}")]) from None


def read_problem(data: Any, folder: Path | None = None) -> Problem:
    """Build a problem from parsed JSON.

    Parameters
    ----------
    data
        A `truckroll.problem/1` or `/2` object. `travel_s` may be the path of an .npy file instead of a table.
    folder
        What relative paths start from.

    Raises
    ------
    ProblemError
        With the path to every value that is not as expected.
    """
    if not isinstance(data, dict) or data.get("format") not in (PROBLEM_1, PROBLEM_2):
        raise ProblemError([Fault("format", f"expected {PROBLEM_1} or {PROBLEM_2}")])
    reader = _Reader(strict=data["format"] == PROBLEM_2)
    rest = {k: v for k, v in data.items() if k not in ("format", "travel_s")}
    travel = reader.travel(data.get("travel_s"), folder)
    if data["format"] == PROBLEM_1:
        read = reader.read(_Problem1, rest, "")
        for i, t in enumerate(read.technicians if not reader.faults else ()):
            if len(t.breaks) > 1:
                reader.fault(f"technicians[{i}].breaks", "at most one break", len(t.breaks))
        reader.stop()
        return _from_1(read, travel)
    fields = reader.read_fields(Problem, rest, "", leave_out=("travel_s",))
    reader.stop()
    return Problem(travel_s=travel, **fields)


def read_plan(data: Any) -> Plan:
    """Build a plan from parsed JSON of `truckroll.plan/1` or `/2`; ProblemError names every value not as expected."""
    if not isinstance(data, dict) or data.get("format") not in (PLAN_1, PLAN_2):
        raise ProblemError([Fault("format", f"expected {PLAN_1} or {PLAN_2}")])
    reader = _Reader(strict=False)
    routes = reader.read(tuple[Route, ...], data.get("routes"), "routes")
    fixed = reader.read(Mapping[str, int], data.get("fixed_s", {}), "fixed_s")
    reader.stop()
    return Plan(routes=routes, fixed_s=fixed)


class _Reader:
    """Reads JSON into dataclasses by their types and remembers everything that does not fit."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.faults: list[Fault] = []

    def stop(self) -> None:
        if self.faults:
            raise ProblemError(self.faults)

    def fault(self, path: str, expected: str, got: Any) -> None:
        text = json.dumps(got) if isinstance(got, (str, int, float, bool, type(None))) else type(got).__name__
        self.faults.append(Fault(path or "the file", f"expected {expected}, got {text[:60]}"))

    def travel(self, value: Any, folder: Path | None) -> Any:
        if isinstance(value, str):
            path = (folder or Path()) / value
            try:
                return np.load(path, allow_pickle=False)
            except (OSError, ValueError) as error:
                self.fault("travel_s", f"an .npy file that can be read ({error})", value)
                return np.zeros((0, 0), dtype=np.int32)
        if not isinstance(value, list):
            self.fault("travel_s", "a table of seconds or the path of an .npy file", value)
            return np.zeros((0, 0), dtype=np.int32)
        for i, row in enumerate(value):
            if not isinstance(row, list) or len(row) != len(value):
                self.fault(f"travel_s[{i}]", f"a row of {len(value)} numbers", row)
                return np.zeros((0, 0), dtype=np.int32)
            for k, cell in enumerate(row):
                if type(cell) is not int or not -(1 << 31) < cell < 1 << 31:
                    self.fault(f"travel_s[{i}][{k}]", "whole seconds", cell)
                    return np.zeros((0, 0), dtype=np.int32)
        return np.array(value, dtype=np.int64).reshape(len(value), len(value))

    def read(self, kind: Any, value: Any, path: str) -> Any:
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            fields = self.read_fields(kind, value, path)
            try:
                return kind(**fields) if fields is not None else None
            except TypeError:
                return None  # A field is missing: that has been said.
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin in (types.UnionType, typing.Union):
            return self._union(inner, value, path)
        if origin is tuple:
            return self._tuple(inner, value, path)
        if origin is frozenset:
            items = self._tuple((inner[0], ...), value, path)
            return frozenset(x for x in items if isinstance(x, str))
        if origin is not None and issubclass(origin, Mapping):
            if not isinstance(value, dict):
                self.fault(path, "an object", value)
                return {}
            return {k: self.read(inner[1], v, f"{path}[{k!r}]") for k, v in value.items()}
        if origin is not None and issubclass(origin, Sequence):
            return self._tuple((inner[0], ...), value, path)
        return self._plain(kind, value, path)

    def _plain(self, kind: type, value: Any, path: str) -> Any:
        words = {int: "a whole number", str: "a text", bool: "true or false", float: "a number"}
        if kind is float and type(value) in (int, float):
            return float(value)
        if type(value) is not kind:
            self.fault(path, words[kind], value)
            return kind()
        return value

    def _union(self, inner: tuple[Any, ...], value: Any, path: str) -> Any:
        if value is None and type(None) in inner:
            return None
        some = [k for k in inner if k is not type(None)]
        if len(some) > 1:  # Costs by technician: an object, or an array in the problem's order.
            some = [k for k in some if issubclass(typing.get_origin(k), Mapping) == isinstance(value, dict)] or some
        return self.read(some[0], value, path)

    def _tuple(self, inner: tuple[Any, ...], value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            self.fault(path, "an array", value)
            return ()
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(self.read(inner[0], v, f"{path}[{i}]") for i, v in enumerate(value))
        if len(value) != len(inner):
            self.fault(path, f"an array of {len(inner)}", value)
            return tuple(kind() for kind in inner)
        return tuple(self.read(kind, v, f"{path}[{i}]") for i, (kind, v) in enumerate(zip(inner, value, strict=True)))

    def read_fields(self, kind: type, value: Any, path: str, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
        dot = f"{path}." if path else ""
        if not isinstance(value, dict):
            self.fault(path, "an object", value)
            return {}
        hints = typing.get_type_hints(kind)
        found: dict[str, Any] = {}
        for field in dataclasses.fields(kind):
            if field.name in leave_out:
                continue
            if field.name in value:
                found[field.name] = self.read(hints[field.name], value[field.name], dot + field.name)
            elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                self.faults.append(Fault(dot + field.name, "expected a value, it is missing"))
        if self.strict:
            known = {field.name for field in dataclasses.fields(kind)}
            for name in value:
                if name not in known:
                    self.faults.append(Fault(dot + name, f"expected one of {', '.join(sorted(known))}"))
        return found


# ---- writing -----------------------------------------------------------------------------------------------------


def write_problem(problem: Problem) -> dict[str, Any]:
    """Write a problem as a `truckroll.problem/2` object; fields at their defaults are left out."""
    fields = {f.name: _plain(getattr(problem, f.name)) for f in dataclasses.fields(problem) if f.name != "travel_s"}
    kept = {k: v for k, v in fields.items() if v is not None}
    return {"format": PROBLEM_2, **kept, "travel_s": problem.travel_s.tolist()}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _plain(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if getattr(value, f.name) != _default(f)
        }
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in sorted(value.items())}
    return int(value) if isinstance(value, np.integer) else value


def _default(field: Any) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else dataclasses.MISSING


def write_plan(problem: Problem, plan: Plan, version: int = 2, **more: Any) -> dict[str, Any]:
    """Write a plan as a `truckroll.plan/1` or `/2` object, with its cost, its starts and whatever else is given.

    No figure in it comes from a clock: the same plan gives the same bytes.
    """
    judgement = judge(problem, plan)
    starts = {stop.visit: stop.start_s for day in judgement.days for stop in day.stops}
    routes = [
        {"technician": r.technician} | ({} if version == 1 else {"shift": r.shift}) | {"visits": list(r.visits)}
        for r in plan.routes
    ]
    return {
        "format": PLAN_1 if version == 1 else PLAN_2,
        "cost": judgement.cost,
        **more,
        "routes": routes,
        "unassigned": list(judgement.unassigned),
        "starts_s": starts,
        **({"fixed_s": dict(sorted(plan.fixed_s.items()))} if plan.fixed_s else {}),
    }


def score(problem: Problem, judgement: Judgement, version: int = 2) -> dict[str, Any]:
    """Write a judgement as `judge --json` prints it; version 1 with the names of the public benchmark's scorer."""
    terms = dict(judgement.terms)
    if version == 1:
        affinity = terms["familiarity"] + terms["preferred"] + terms["skill_level"]
        terms = {
            "travel": terms["travel"],
            "affinity": affinity,
            "balance": terms["balance"],
            "lateness": terms["lateness"],
            "moved_later": terms["moved_later"],
            "overtime": terms["overtime"],
            "changed": terms["changed_technician"],
            "unassigned": terms["unassigned"],
        }
    open_ = [problem.visit(v) for v in judgement.unassigned]
    priorities = sorted({1, 2, 3, 4} | {v.priority for v in open_})
    return {
        "objective": judgement.cost,
        "terms": terms,
        "unassigned": len(open_),
        "unassigned_by_priority": {str(p): sum(v.priority == p for v in open_) for p in priorities},
        "late": len(judgement.late),
        "broken": [v.sentence() for v in judgement.violations],
    }


# ---- schemas -----------------------------------------------------------------------------------------------------


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one of the four formats; KeyError for another name."""
    kind = {PROBLEM_1: _Problem1, PROBLEM_2: Problem, PLAN_1: Plan, PLAN_2: Plan}[name]
    made = _schema_of(kind, strict=name == PROBLEM_2)
    made["properties"]["format"] = {"const": name}
    made["required"] = sorted({*made.get("required", ()), "format", *(["routes"] if kind is Plan else [])})
    if kind is not Plan:
        table = {"type": "array", "items": {"type": "array", "items": {"type": "integer", "minimum": 0}}}
        made["properties"]["travel_s"] = {"oneOf": [table, {"type": "string"}]}
        made["required"] = sorted({*made["required"], "travel_s"})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **made}


def _schema_of(kind: Any, strict: bool) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        fields = [f for f in dataclasses.fields(kind) if f.name != "travel_s"]
        needed = [f.name for f in fields if _default(f) is dataclasses.MISSING]
        return {
            "type": "object",
            "properties": {f.name: _schema_of(hints[f.name], strict) for f in fields},
            "required": needed,
            **({"additionalProperties": False} if strict else {}),
        }
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_schema_of(k, strict) for k in inner]}
    if origin is tuple and not (len(inner) == 2 and inner[1] is Ellipsis):
        return {
            "type": "array",
            "prefixItems": [_schema_of(k, strict) for k in inner],
            "minItems": len(inner),
            "maxItems": len(inner),
        }
    if origin in (tuple, frozenset) or (origin is not None and issubclass(origin, Sequence)):
        return {"type": "array", "items": _schema_of(inner[0], strict)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema_of(inner[1], strict)}
    return {"type": {int: "integer", str: "string", bool: "boolean", float: "number", type(None): "null"}[kind]}
