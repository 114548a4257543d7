"""The people of the company who sign in."""

from __future__ import annotations

from dataclasses import dataclass

from truckroll.accounts.actions import create_user
from truckroll.accounts.actors import Actor
from truckroll.accounts.queries import find_user
from truckroll.accounts.sign_in import actor_of_user
from truckroll.demo.steps import BUILDER, do
from truckroll.demo.words import TECHNICIANS

PASSWORD = "demo-truckroll"  # printed at the start: the demo's data is invented and its door is local


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in."""

    email: str
    name: str
    role: str


OFFICE = (
    Person("owner@demo.test", "Olivia Hart", "admin"),
    Person("dispatcher@demo.test", "Dana Price", "dispatcher"),
    Person("billing@demo.test", "Bill Nguyen", "billing"),
)
FIELD = tuple(
    Person(f"{name.split()[0].lower()}@demo.test", name, "lead_technician" if n == 0 else "technician")
    for n, name in enumerate(TECHNICIANS)
)


def build_people() -> dict[str, int]:
    """This will let everybody in and return the users' ids by address."""
    ids = {}
    for person in (*OFFICE, *FIELD):
        made = do(
            f"users/{person.email}",
            lambda now, person=person: create_user(  # type: ignore[misc]  # bound now
                email=person.email, name=person.name, role=person.role, password=PASSWORD, actor=BUILDER, now=now
            ),
        )
        ids[person.email] = made["id"]
    return ids


def actor_of(user_id: int) -> Actor:
    """This will be the person as an actor, for what he did before the demo's people came to life."""
    user = find_user(user_id)
    assert user is not None, "the demo's people stay active"
    return actor_of_user(user)
