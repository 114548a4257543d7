"""Random problems that use every rule at once, small enough to judge thousands of plans."""

from __future__ import annotations

import random

import numpy as np

from truckroll_planner import (
    Absence,
    After,
    Break,
    Certification,
    Pin,
    Plan,
    Prices,
    Problem,
    Published,
    Route,
    Shift,
    Technician,
    Together,
    Visit,
    Window,
    split_visit,
)

HOUR, DAY = 3600, 86_400
SKILLS = ("gas", "heat", "power")


def random_problem(seed: int, technicians: int = 4, visits: int = 12, days: int = 1, plain: bool = False) -> Problem:
    """Every rule at once (`plain`: what `truckroll.problem/1` can say), by seed."""
    g = random.Random(seed)
    places = visits + technicians
    at = np.array([(g.uniform(0, 3000), g.uniform(0, 3000)) for _ in range(places)])
    if not plain:  # Some visits at one place, so that set-up is shared.
        at[1:visits:3] = at[0 : visits - 1 : 3][: len(at[1:visits:3])]
    travel = np.rint(np.hypot(*(at[:, None] - at).transpose(2, 0, 1))).astype(np.int32)
    team = tuple(_technician(g, i, visits + i, days, plain) for i in range(technicians))
    return Problem(
        travel_s=travel,
        technicians=team,
        visits=tuple(_visit(g, i, team, days, plain) for i in range(visits)),
        prices=Prices(
            balance_divisor=g.choice([0, 10, 100]),
            travel_cost_per_s=g.choice([1, 2]),
            skill_level_cost=0 if plain else 40,
            reserve_cost_per_s=0 if plain else 2,
            fairness_cost_per_hour=0 if plain else 5,
        ),
        now_s=None if plain or g.random() < 0.6 else 9 * HOUR,
    )


def _technician(g: random.Random, i: int, home: int, days: int, plain: bool) -> Technician:
    shifts: list[Shift] = []
    for d in range(days):
        begins = d * DAY + g.choice([7, 8, 9]) * HOUR
        pauses = [Break(duration_s=1800, opens_s=begins + 3 * HOUR, closes_s=begins + g.choice([4, 5]) * HOUR)]
        more = [Break(duration_s=900, opens_s=begins + 6 * HOUR, closes_s=begins + 7 * HOUR)]
        breaks = g.choice([[], pauses]) if plain else g.choice([[], pauses, pauses, pauses + more])
        common = {"overtime_cost_per_s": 2, "start_location": home, "end_location": g.choice([home, home, None])}
        if plain:
            shifts.append(
                Shift(
                    id=str(d),
                    starts_at_s=begins,
                    ends_at_s=begins + 8 * HOUR,
                    max_overtime_s=HOUR,
                    breaks=tuple(breaks),
                    **common,
                )
            )
            continue
        common |= {
            "travel_before_s": g.choice([0, 0, 900]),
            "travel_after_s": g.choice([0, 0, 900]),
            "max_travel_out_s": g.choice([None, None, 2500]),
            "reserve_s": g.choice([0, HOUR]),
            "stock": g.choice([None, {"valve": 2}]),
        }
        if g.random() < 0.2:  # Two shifts a day.
            shifts.append(
                Shift(id=f"{d}am", starts_at_s=begins, ends_at_s=begins + 4 * HOUR, max_overtime_s=HOUR, **common)
            )
            shifts.append(Shift(id=f"{d}pm", starts_at_s=begins + 5 * HOUR, ends_at_s=begins + 9 * HOUR, **common))
        else:
            shifts.append(
                Shift(
                    id=str(d),
                    starts_at_s=begins,
                    ends_at_s=begins + 8 * HOUR,
                    breaks=tuple(breaks),
                    max_overtime_s=g.choice([0, HOUR]),
                    **common,
                )
            )
    skills = {s: g.randrange(1, 4) for s in SKILLS if g.random() < 0.7}
    if plain:
        return Technician(id=f"t{i}", shifts=tuple(shifts), skills={s: 1 for s in skills})
    away = g.choice([(), (), (Absence(id="a", starts_at_s=13 * HOUR, ends_at_s=14 * HOUR),)])
    return Technician(
        id=f"t{i}",
        shifts=tuple(shifts),
        skills=skills,
        absences=away,
        pace_percent=g.choice([100, 100, 130]),
        certifications=(Certification(code="18th", valid_until_s=g.choice([None, 12 * HOUR, days * DAY])),),
        territories=g.choice([None, None, frozenset({"north"})]),
        after_hours_s=g.choice([0, 10 * HOUR]),
    )


def _visit(g: random.Random, i: int, team: tuple[Technician, ...], days: int, plain: bool) -> Visit:
    day = g.randrange(days) * DAY
    opens = day + g.randrange(8, 15) * HOUR
    windows = g.choice(
        [
            (),
            (),
            (Window(opens, opens + 2 * HOUR),),
            (Window(day + 8 * HOUR, day + 10 * HOUR), Window(opens + HOUR, opens + 3 * HOUR)),
            tuple(Window(day + h * HOUR, day + h * HOUR + HOUR) for h in (8, 10, 12, 15)),
        ]
    )
    common = {
        "location": i,
        "duration_s": g.choice([1200, 2400, 3600, 5400]),
        "arrival_windows": windows,
        "due_s": g.choice([None, opens]),
        "lateness_cost_per_s": g.choice([1, 4]),
        "unassigned_cost": g.choice([20_000, 80_000]),
        "technician_cost": tuple(g.randrange(4) * 100 for _ in team),
        "published": g.choice([None, None, Published(technician=g.choice(team).id, start_s=opens)]),
    }
    if plain:
        return Visit(id=f"v{i}", skills={g.choice(SKILLS): 1}, **common)
    return Visit(
        id=f"v{i}",
        skills={g.choice(SKILLS): g.randrange(1, 3)} if g.random() < 0.7 else {},
        access_windows=g.choice(
            [(), (), (Window(day + 8 * HOUR, day + 12 * HOUR), Window(day + 13 * HOUR, day + 18 * HOUR))]
        ),
        setup_s=g.choice([0, 300]),
        territory=g.choice([None, None, "north"]),
        certifications=frozenset({"18th"}) if g.random() < 0.2 else frozenset(),
        parts={"valve": 1} if g.random() < 0.3 else {},
        promised=g.choice([None, Window(opens, opens + HOUR)]),
        promise_cost_per_s=3,
        preferred=frozenset({"t0"}) if g.random() < 0.2 else frozenset(),
        not_preferred_cost=500,
        excluded=frozenset({"t1"}) if g.random() < 0.1 else frozenset(),
        pin=g.choice([None] * 8 + [Pin(technician=g.choice(team).id), Pin(start_s=opens)]),
        **common,
    )


def random_plan(problem: Problem, seed: int, share: float = 0.6) -> Plan:
    """Some of the visits in any order, broken rules and all."""
    g = random.Random(seed)
    routes: dict[tuple[str, str], list[str]] = {(t.id, s.id): [] for t in problem.technicians for s in t.shifts}
    for visit in g.sample(problem.visits, len(problem.visits)):
        if g.random() < share:
            routes[g.choice(sorted(routes))].append(visit.id)
    return Plan(routes=tuple(Route(technician=t, shift=s, visits=tuple(v)) for (t, s), v in routes.items() if v))


def linked_week(
    seed: int, technicians: int = 6, visits: int = 40, days: int = 3, crews: int = 4, chains: int = 3, splits: int = 2
) -> Problem:
    """Several days with crew visits, dependencies and visits longer than a shift."""
    g = random.Random(seed)
    places = visits + technicians
    at = np.array([(g.uniform(0, 2500), g.uniform(0, 2500)) for _ in range(places)])
    travel = np.rint(np.hypot(*(at[:, None] - at).transpose(2, 0, 1))).astype(np.int32)
    team = tuple(
        Technician(
            id=f"t{i}",
            skills={"gas": 1} if i % 2 else {"heat": 1},
            shifts=tuple(
                Shift(
                    id=str(d),
                    starts_at_s=d * DAY + 8 * HOUR,
                    ends_at_s=d * DAY + 16 * HOUR,
                    start_location=visits + i,
                    end_location=visits + i,
                    max_overtime_s=HOUR,
                    overtime_cost_per_s=2,
                )
                for d in range(days)
            ),
        )
        for i in range(technicians)
    )
    made = [
        Visit(id=f"v{i}", location=i, duration_s=g.choice([1800, 3600, 5400]), skills={g.choice(["gas", "heat"]): 1})
        for i in range(visits)
    ]
    for i in range(crews):  # v0 with v1, v2 with v3, …: one of each skill at one place.
        for k, skill in ((2 * i, "gas"), (2 * i + 1, "heat")):
            made[k] = Visit(id=f"v{k}", location=2 * i, duration_s=3600, skills={skill: 1})
    for i in range(splits):
        made[visits - 1 - i] = Visit(
            id=f"v{visits - 1 - i}", location=visits - 1 - i, duration_s=12 * HOUR, unassigned_cost=160_000
        )
    together = tuple(Together(visits=(f"v{2 * i}", f"v{2 * i + 1}")) for i in range(crews))
    base = 2 * crews
    after = tuple(
        After(first=f"v{base + 2 * i}", then=f"v{base + 2 * i + 1}", lag_s=HOUR, same_day=i % 2 == 0)
        for i in range(chains)
    )
    problem = Problem(travel_s=travel, technicians=team, visits=tuple(made), together=together, after=after)
    for i in range(splits):
        problem = split_visit(problem, f"v{visits - 1 - i}", 6 * HOUR)
    return problem
