"""P28 on what cities were really asked to do: whole files by the command, and the same file again adds nothing."""

from __future__ import annotations

import argparse
import csv
import gzip
from typing import TYPE_CHECKING, Any

import pytest

from tests.real_data import demand
from truckroll.cli import import_

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def imported(file: Path, *options: str) -> int:
    parser = argparse.ArgumentParser()
    import_.add_arguments(parser)
    return import_.run(parser.parse_args(["requests", str(file), *options]))


def totals(api: Any) -> dict[str, int]:
    return {noun: api.get(f"/{noun}", page_size=1).json()["total"] for noun in ("requests", "sites", "customers")}


def test_p28_two_weeks_of_boston(dana: Any, tmp_path: Path, capsys: Any) -> None:
    file = demand("boston311_2015-06-08_14days.csv")
    options = ("--profile", "boston311", "--good-rows", "--errors", str(tmp_path / "errors.csv"))
    assert imported(file, *options) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{file.name}: 3042 rows, 2916 good, 0 known already, 126 bad"
    assert totals(dana) == {"requests": 2916, "sites": 2333, "customers": 1}
    # Rows without an address are named with their line; others are found by their postal code.
    errors = (tmp_path / "errors.csv").read_text().splitlines()
    assert len(errors) == 127
    assert dana.get("/sites/unlocated").json()["total"] == 0
    # Times without a zone are New York's: 23:55 in summer is 03:55 UTC.
    (last,) = dana.get("/requests", page_size=1).json()["items"]
    assert (last["external_id"], last["reported_at"], last["customer_name"]) == (
        "boston311:101001414281",
        "2015-06-22T03:55:00Z",
        "City of Boston",
    )
    assert imported(file, *options) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{file.name}: 3042 rows, 0 good, 2916 known already, 126 bad"
    assert totals(dana) == {"requests": 2916, "sites": 2333, "customers": 1}


def test_p28_the_part_of_baltimore_that_has_roads(dana: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "baltimore.csv"
    with gzip.open(demand("baltimore311_2014-2016_sample.csv.gz"), "rt") as whole, file.open("w", newline="") as part:
        reader = csv.DictReader(whole)
        writer = csv.DictWriter(part, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows(row for row in reader if row["in_osm_extract"] == "1")
    assert imported(file, "--profile", "baltimore311") == 0
    assert capsys.readouterr().out.splitlines()[0] == "baltimore.csv: 936 rows, 936 good, 0 known already, 0 bad"
    assert totals(dana) == {"requests": 936, "sites": 919, "customers": 1}
    assert dana.get("/sites/unlocated").json()["total"] == 0
