"""Customers, their sites in one city, contacts, hazards and assets."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from truckroll.customers import actions, queries
from truckroll.demo.demand import SITES, site_key
from truckroll.demo.steps import BUILDER, do
from truckroll.demo.words import ASSETS, CURRENCY, CUSTOMERS, HAZARDS, PEOPLE, QUARTERS, STREETS, ZONE
from truckroll.travel.places import geocode

if TYPE_CHECKING:
    from truckroll.customers.models import Site
    from truckroll.demo.replay import Case


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is, before it is one."""

    name: str
    address: str
    postal_code: str
    lat: float | None
    lon: float | None


def places() -> list[Place]:
    """This will list the company's sites: generated addresses around the middles of real postal codes."""
    dice = random.Random("demo places")  # noqa: S311  # drawing a demo, not a secret
    found = []
    for n in range(SITES):
        code, quarter = QUARTERS[n % len(QUARTERS)]
        street = f"{dice.randint(3, 280)} {dice.choice(STREETS)}"
        middle = geocode(code, "US")
        assert middle is not None, "the postal codes of the demo are known"
        # Within about half a kilometre of the middle of its postal code.
        lat, lon = (
            round(middle.lat + dice.uniform(-0.004, 0.004), 5),
            round(middle.lon + dice.uniform(-0.005, 0.005), 5),
        )
        found.append(Place(f"{street}, {quarter}", f"{street}, Boston, MA {code}", code, lat, lon))
    found[-1] = Place("New building, no address yet", "", "", None, None)
    return found


def build_customers() -> tuple[list[int], list[dict[str, Any]]]:
    """This will enter the customers and sites, and return the ids of the first and what work needs of the second."""
    dice = random.Random("demo customers")  # noqa: S311  # drawing a demo, not a secret
    customers = [_customer(n, name) for n, name in enumerate(CUSTOMERS)]
    sites = []
    for n, place in enumerate(places()):
        customer = customers[n % len(customers)]
        windows = (
            [{"weekday": day, "opens": "09:00", "closes": "15:00"} for day in range(5)]
            if n % 9 == 4
            else [{"weekday": day, "opens": "07:30", "closes": "18:00"} for day in range(6)]
            if n % 7 == 3
            else []
        )
        sites.append(_site(n, place, customer, windows, dice))
    return customers, sites


def _customer(n: int, name: str) -> int:
    street = f"{n * 11 + 10} {STREETS[n]}, Boston, MA"
    made = do(
        f"customers/{n}",
        lambda now: actions.create_customer(
            name=name,
            currency=CURRENCY,
            bill_name=name,
            bill_address=street,
            bill_email=f"accounts@{name.split()[0].lower()}.test",
            terms_days=30 if n % 3 else 14,
            actor=BUILDER,
            now=now,
        ),
    )
    return int(made["id"])


def _site(n: int, place: Place, customer_id: int, windows: list[dict[str, Any]], dice: random.Random) -> dict[str, Any]:
    kind, asset_name, makes = ASSETS[dice.choice(list(ASSETS))]
    make, serial, year = dice.choice(makes), f"{dice.randint(10_000, 99_999)}", dice.randint(2011, 2023)
    person = PEOPLE[n % len(PEOPLE)]

    def effect(now: Any) -> dict[str, Any]:
        customer = queries.get_customer(actor=BUILDER, customer_id=customer_id)
        site = actions.create_site(
            customer=customer,
            name=place.name,
            address=place.address,
            postal_code=place.postal_code,
            lat=place.lat,
            lon=place.lon,
            zone=ZONE,
            external_id=site_key(n),
            access_notes="Ring at the office on the ground floor." if n % 4 == 1 else "",
            access_windows=windows,
            actor=BUILDER,
            now=now,
        )
        actions.create_contact(
            customer=customer,
            site=site,
            name=person,
            role="tenant" if n % 2 else "site_manager",
            phone=f"+1 617 555 {1000 + n:04d}",
            email=f"{person.split()[0].lower()}@{place.postal_code or 'new'}.test",
            actor=BUILDER,
            now=now,
        )
        asset = actions.create_asset(
            site=site,
            kind=kind,
            name=asset_name,
            make=make,
            serial=serial,
            installed_on=date(year, 5, 1),
            actor=BUILDER,
            now=now,
        )
        if n % 6 == 2:
            title, severity, note, must = HAZARDS[(n // 6) % len(HAZARDS)]
            actions.create_hazard(
                site=site, title=title, severity=severity, note=note, must_acknowledge=must, actor=BUILDER, now=now
            )
        return {"id": site.pk, "asset_id": asset.pk}

    return do(f"sites/{n}", effect) | {"contact": person, "key": site_key(n)}


def build_city_sites(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """This will enter the places of a replayed day, all of one customer."""
    city = do(
        "customers/city",
        lambda now: actions.create_customer(
            name="City residents (replayed)", currency=CURRENCY, bill_address="City Hall", actor=BUILDER, now=now
        ),
    )
    return [_city_site(case, int(city["id"])) for case in cases]


def _city_site(case: Case, customer_id: int) -> dict[str, Any]:
    def effect(now: datetime) -> Site:
        return actions.create_site(
            customer=queries.get_customer(actor=BUILDER, customer_id=customer_id),
            name=case.address or f"{case.lat}, {case.lon}",
            address=case.address,
            postal_code=case.postal_code,
            lat=case.lat,
            lon=case.lon,
            located_by="import",
            zone=ZONE,
            external_id=case.key,
            actor=BUILDER,
            now=now,
        )

    return do(f"sites/{case.key}", effect) | {"contact": "A resident", "key": case.key}
