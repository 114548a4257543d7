"""Files of other people: Solomon's tables and VRPLIB, in tenths, with what is wrong named by line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from truckroll_planner import Plan, ProblemError, Route, Window, judge
from truckroll_planner.cli import main
from truckroll_planner.vrptw import read_vrptw

SOLOMON = """R1

VEHICLE
NUMBER     CAPACITY
  2         30

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0      0   0    0    0   100   0
    1      3   4   10    5    20  10
    2      1   1   25    0    90  10
"""
VRPLIB = """NAME : R1
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 30
SERVICE_TIME : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 1 1
DEMAND_SECTION
1 0
2 10
3 25
TIME_WINDOW_SECTION
1 0 100
2 5 20
3 0 90
DEPOT_SECTION
1
-1
EOF
"""


@pytest.mark.parametrize("text", [SOLOMON, VRPLIB])
def test_both_formats_give_the_same_problem(text: str, tmp_path: Path) -> None:
    """√2 is 1.4 and √13 is 3.6 in tenths, truncated; 10 and 25 do not fit into 30 together."""
    file = tmp_path / "R1.txt"
    file.write_text(text)
    problem = read_vrptw(file)
    assert problem.name == "R1" and [t.id for t in problem.technicians] == ["1", "2"]
    assert np.array_equal(problem.travel_s, [[0, 50, 14], [50, 0, 36], [14, 36, 0]])
    assert problem.visit("1").arrival_windows == (Window(50, 200),)
    apart = Plan(routes=(Route(technician="1", visits=("1",)), Route(technician="2", visits=("2",))))
    assert (judge(problem, apart).cost, judge(problem, apart).violations) == (128, ())
    together = judge(problem, Plan(routes=(Route(technician="1", visits=("1", "2")),)))
    assert [v.rule for v in together.violations] == ["part_missing"]


def test_each_unreadable_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_text(SOLOMON.replace("10    5    20", "10    x    20"))
    with pytest.raises(ProblemError, match=r"line 11: expected 7 numbers, got '1 3 4 10 x 20 10'"):
        read_vrptw(file)
    file.write_text(VRPLIB.replace("2 5 20\n", "").replace("CAPACITY : 30", "CAPACITY : much"))
    with pytest.raises(ProblemError, match="CAPACITY: expected a whole number"):
        read_vrptw(file)
    file.write_text("not a problem\n")
    with pytest.raises(ProblemError, match=r"bad\.txt: expected JSON, a Solomon table or a VRPLIB file"):
        read_vrptw(file)


@pytest.mark.slow
def test_the_command_plans_such_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "R1.txt", tmp_path / "plan.json"
    file.write_text(SOLOMON)
    assert main(["plan", str(file), "--iterations", "50", "-o", str(out)]) == 0
    assert main(["judge", str(file), str(out)]) == 0
    assert "cost 128; 0 left open" in capsys.readouterr().out
    assert len(json.loads(out.read_text())["routes"]) == 2
