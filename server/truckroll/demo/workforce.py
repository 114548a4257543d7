"""Technicians with skills, certificates, territories, shifts and homes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from truckroll.demo.accounts import FIELD
from truckroll.demo.steps import BUILDER, do
from truckroll.demo.words import CURRENCY, QUARTERS, TRADES, ZONE
from truckroll.travel.places import geocode
from truckroll.workforce import queries
from truckroll.workforce.actions import technicians as actions

# Two trades each, so that every trade has four who can do it; the level falls with the order.
_SKILLED = tuple((TRADES[n % 6], TRADES[(n + 2) % 6]) for n in range(12))
_NORTH = tuple(code for code, _ in QUARTERS[:6] + QUARTERS[13:15])
_SOUTH = tuple(code for code, _ in QUARTERS[4:13] + QUARTERS[15:])
_LAPSED = 7
LICENSES = {"Electrical": "Electrician's license", "Heating": "Gas fitter's license"}


@dataclass(frozen=True, slots=True)
class Staff:
    """A technician of the demo by what the other builders need of him."""

    id: int
    email: str
    trades: tuple[str, ...]
    has_lapsed: bool


def build_technicians(users: dict[str, int], today: date) -> tuple[list[Staff], dict[str, int], dict[str, int]]:
    """This will enter the technicians; the ids of skills and of certificates are returned with them."""
    skills = {trade: _skill(trade) for trade in TRADES}
    licenses = {name: _license(name, is_legal=True) for name in LICENSES.values()}
    licenses["Asbestos awareness"] = _license("Asbestos awareness", is_legal=False)
    areas = [_territory("North", _NORTH), _territory("South", _SOUTH)]
    team = int(do("team", lambda now: actions.create_team(name="Vans 1 to 4", actor=BUILDER, now=now))["id"])
    dice = random.Random("demo technicians")  # noqa: S311  # drawing a demo, not a secret
    staff = []
    for n, person in enumerate(FIELD):
        held = [(LICENSES[t], _expiry(n, today)) for t in _SKILLED[n] if t in LICENSES]
        made = _technician(n, users[person.email], skills, areas, team if n < 4 else None, held, licenses, dice, today)
        staff.append(Staff(made, person.email, _SKILLED[n], n == _LAPSED))
    return staff, skills, licenses


def _skill(trade: str) -> int:
    return int(do(f"skills/{trade}", lambda now: actions.create_skill(name=trade, actor=BUILDER, now=now))["id"])


def _expiry(n: int, today: date) -> date:
    # One license has lapsed: the reason for not choosing him is to be seen.
    return today - timedelta(days=19) if n == _LAPSED else today + timedelta(days=90 + 40 * n)


def _license(name: str, *, is_legal: bool) -> int:
    return int(
        do(
            f"licenses/{name}",
            lambda now: actions.create_certification_type(name=name, is_legal=is_legal, actor=BUILDER, now=now),
        )["id"]
    )


def _territory(name: str, codes: tuple[str, ...]) -> int:
    made = do(
        f"territories/{name}",
        lambda now: actions.create_territory(name=name, postal_codes=codes, actor=BUILDER, now=now),
    )
    return int(made["id"])


def _technician(
    n: int,
    user_id: int,
    skills: dict[str, int],
    areas: list[int],
    team_id: int | None,
    held: list[tuple[str, date]],
    licenses: dict[str, int],
    dice: random.Random,
    today: date,
) -> int:
    home = geocode(QUARTERS[(n * 5) % len(QUARTERS)][0], "US")
    assert home is not None, "the postal codes of the demo are known"
    lat, lon = round(home.lat + dice.uniform(-0.004, 0.004), 5), round(home.lon + dice.uniform(-0.005, 0.005), 5)
    hours = (
        (time(7, 30), time(16, 0))
        if n % 3 == 0
        else (time(8, 0), time(16, 30))
        if n % 3 == 1
        else (time(9), time(17, 30))
    )
    levels = (min(5, 3 + n % 3), 2 + n % 2)

    def effect(now: datetime) -> dict[str, Any]:
        technician = actions.create_technician(
            name=FIELD[n].name,
            zone=ZONE,
            currency=CURRENCY,
            user_id=user_id,
            team_id=team_id,
            phone=f"+1 617 555 {2000 + n:04d}",
            home_lat=lat,
            home_lon=lon,
            vehicle=f"Van {n + 1}",
            cost_rate=Decimal(38 + n % 4 * 3),
            skills=[{"skill_id": skills[t], "level": level} for t, level in zip(_SKILLED[n], levels, strict=True)],
            # Every fourth works in the whole city; of each trade somebody is in either half.
            territory_ids=[] if n % 4 == 3 else [areas[n // 2 % 2]],
            shift_patterns=[{"weekday": day, "starts": hours[0], "ends": hours[1]} for day in range(5)],
            actor=BUILDER,
            now=now,
        )
        for name, expires_on in held:
            kind = queries.get_certification_type(actor=BUILDER, certification_type_id=licenses[name])
            actions.add_certification(
                technician=technician,
                certification_type=kind,
                valid_from=today - timedelta(days=3 * 365),
                expires_on=expires_on,
                number=f"MA-{41_000 + 37 * n}",
                issuer="Commonwealth of Massachusetts",
                actor=BUILDER,
                now=now,
            )
        return {"id": technician.pk}

    return int(do(f"technicians/{n}", effect)["id"])
