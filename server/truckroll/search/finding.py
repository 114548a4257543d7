"""What a few words may mean: work orders, people, things, sites and customers, the likeliest of each kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from truckroll.accounts.actors import Actor
from truckroll.customers.callers import find_callers, phone_tail
from truckroll.foundation.searching import words_in
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce

AT_MOST = 5
_NUMBER = re.compile(r"(?:wo[\s-]*)?(\d{1,12})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One that the words may mean: its kind, what it is called, and what tells it from others."""

    kind: str
    id: int
    name: str
    detail: str
    site_id: int | None = None
    customer_id: int | None = None


def find_anything(*, actor: Actor, search: str) -> list[Found]:
    """This will list what the words may mean, at most five of each kind; work orders and people first."""
    text = search.strip()
    if len(text) < 2:
        return []
    around = find_callers(actor=actor, search=text, at_most=AT_MOST)
    rest = [
        Found(one.kind, one.id, one.name, _detail(one.detail, one.site_name, one.customer_name, own=one.name),
              one.site_id, one.customer_id)
        for one in around
    ]  # fmt: skip
    return [*_work_orders(actor, text), *_technicians(actor, text), *rest]


def _detail(*parts: str, own: str) -> str:
    return " · ".join(dict.fromkeys(part for part in parts if part and part != own))


def _work_orders(actor: Actor, text: str) -> list[Found]:
    ids: list[int] = []
    if number := _NUMBER.fullmatch(text):
        # A number is meant as one: a search for 1042 must not begin with 1042 Mill Lane.
        ids = work.work_order_ids_by_number(actor=actor, number=f"WO-{number[1]}")
    if len(ids) < AT_MOST and words_in(text):
        by_words = work.newest_work_orders_with(actor=actor, search=text, at_most=AT_MOST)
        ids = list(dict.fromkeys([*ids, *by_words]))[:AT_MOST]
    return [
        Found(
            "work_order", one.pk, one.number,
            _detail(one.status.replace("_", " "), one.work_type.name, one.site.name, one.site.customer.name, own=""),
            one.site_id, one.site.customer_id,
        )
        for one in work.work_orders_shown(ids)
    ]  # fmt: skip


def _technicians(actor: Actor, text: str) -> list[Found]:
    found = workforce.technicians_named(actor=actor, words=words_in(text), phone=phone_tail(text), at_most=AT_MOST)
    return [Found("technician", one.pk, one.name, one.phone) for one in found]
