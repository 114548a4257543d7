"""Files of ten thousand rows, three in a hundred of them bad: judged, and let in."""

from __future__ import annotations

import random
import time

from benchmarks.figures import Figure
from truckroll.accounts.actors import system
from truckroll.billing.actions.prices import set_seller
from truckroll.foundation import clock
from truckroll.intake import queries, running
from truckroll.intake.actions import imports

ROWS = 10_000
_ACTOR = system("benchmark")
_HEADER = "external_id,reported_at,description,customer,site,address,lat,lon,zone,contact_name,contact_phone,work_type"


def run() -> list[Figure]:
    """This will measure the wall clock from the file's arrival to its last request, and check what came of it."""
    running.run_command("set_seller", _company)
    started = time.perf_counter()
    batch_id = running.upload(profile="generic", zone="", file_name="benchmark.csv", content=_file())
    running.stage(batch_id)
    judged_s = time.perf_counter() - started
    batch = queries.get_batch(actor=_ACTOR, batch_id=batch_id)
    assert (batch.read_rows, batch.bad_rows) == (ROWS, ROWS * 3 // 100), batch.bad_rows
    started = time.perf_counter()
    running.run_command(
        "apply_batch", lambda: imports.apply_batch(batch=batch, mode="good", actor=_ACTOR, now=clock.now())
    )
    running.apply(batch_id)
    applied_s = time.perf_counter() - started
    batch = queries.get_batch(actor=_ACTOR, batch_id=batch_id)
    assert (batch.status, batch.applied_rows) == ("applied", ROWS - ROWS * 3 // 100)
    note = f"{batch.applied_rows} requests at {ROWS // 4} sites"
    sites_s = _sites()
    return [
        Figure(f"Judging {ROWS:,} rows", "s", judged_s, 30, 1, f"{batch.bad_rows} bad"),
        Figure(f"Letting {ROWS:,} rows in", "s", applied_s, 60, 1, note),
        Figure(f"Judging {ROWS:,} sites and letting them in", "s", sites_s, 60, 1, f"{ROWS * 3 // 100} bad"),
    ]


def _sites() -> float:
    customers = "".join(f"C-{n},Customer {n}\n" for n in range(100))
    _let_in("customers", f"external_id,name\n{customers}")
    rows = (
        f"S-{n},{'C-999' if n % 100 < 3 else f'C-{n % 100}'},Hall {n},{n} Mill Lane,GB,{51 + n / 1e5:.5f},-0.1\n"
        for n in range(ROWS)
    )
    started = time.perf_counter()
    applied = _let_in("sites", f"external_id,customer,name,address,country,lat,lon\n{''.join(rows)}")
    assert applied == ROWS - ROWS * 3 // 100, applied
    return time.perf_counter() - started


def _let_in(what: str, text: str) -> int:
    batch_id = running.upload(what=what, zone="", file_name=f"{what}.csv", content=text.encode())
    running.stage(batch_id)
    batch = queries.get_batch(actor=_ACTOR, batch_id=batch_id)
    running.run_command(
        "apply_batch", lambda: imports.apply_batch(batch=batch, mode="good", actor=_ACTOR, now=clock.now())
    )
    running.apply(batch_id)
    return queries.get_batch(actor=_ACTOR, batch_id=batch_id).applied_rows


def _company() -> object:
    named = {"legal_name": "Benchmark Ltd", "address": "1 Pier Road", "country": "US", "currency": "USD", "zone": "UTC"}
    return set_seller(values=named, actor=_ACTOR, now=clock.now())


def _file() -> bytes:
    chance = random.Random(7)  # the same file each time
    lines = [_HEADER]
    for n in range(ROWS):
        bad = n % 100 < 3
        site = n % (ROWS // 4)
        when = f"2026-06-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00"
        lat, lon = 39.2 + chance.random() / 5, -76.7 + chance.random() / 5
        lines.append(
            f"B{n},{when},{'' if bad else f'Leak {n}'},Customer {site % 200},Site {site},{site} Main Street,"
            f"{lat:.6f},{lon:.6f},America/New_York,Contact {n},+1 410 555 {n % 10_000:04},"
        )
    return "\n".join(lines).encode()
