"""From what was done to the lines of a draft: labour, call-outs, no-access fees and parts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

_QUANTITY = Decimal("0.0001")


class Visit(Protocol):
    """What billing needs to know of a visit."""

    @property
    def visit_id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def technician_name(self) -> str: ...
    @property
    def working_s(self) -> int: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def arrived_at(self) -> datetime | None: ...
    @property
    def has_evidence(self) -> bool: ...


class Part(Protocol):
    """What billing needs to know of a part used."""

    @property
    def part_id(self) -> int: ...
    @property
    def sku(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...


class Facts(Protocol):
    """What billing needs to know of a work order."""

    @property
    def work_type_id(self) -> int: ...
    @property
    def work_type_name(self) -> str: ...
    @property
    def visits(self) -> Sequence[Visit]: ...
    @property
    def parts(self) -> Sequence[Part]: ...


@dataclass(frozen=True, slots=True)
class Price:
    """One price of a price book."""

    item_id: int
    kind: str
    sku: str
    work_type_id: int | None
    name: str
    unit: str
    unit_price: Decimal
    tax_code: str


@dataclass(frozen=True, slots=True)
class Policy:
    """How a price book counts: the step labour is rounded up to, its least, and what each is counted per."""

    labor_step_minutes: int
    labor_minimum_minutes: int
    labor_per: str
    call_out_per: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it follows from the facts. Without a price it needs somebody's eyes before it can be issued."""

    source: str
    kind: str
    description: str
    quantity: Decimal
    unit: str
    price: Price | None


def billed_minutes(worked_s: int, *, step_minutes: int, minimum_minutes: int) -> int:
    """This will be the minutes charged: real minutes rounded up to the step, at least the minimum (rule 47)."""
    if worked_s <= 0:
        return 0
    step_s = step_minutes * 60
    steps = -(-worked_s // step_s)
    return max(steps * step_minutes, minimum_minutes)


def lines_of(facts: Facts, prices: Iterable[Price], policy: Policy) -> list[Line]:
    """This will list what a work order comes to so far, in the order it is printed."""
    book = list(prices)
    return [
        *_call_outs(facts, book, policy),
        *_labor(facts, book, policy),
        *_no_access(facts, book),
        *(_part(part, book) for part in facts.parts),
    ]


def _find(book: list[Price], kind: str, work_type_id: int) -> Price | None:
    """The price for this type of work, else the one for any."""
    fitting = [p for p in book if p.kind == kind and p.work_type_id in (work_type_id, None)]
    return min(fitting, key=lambda p: (p.work_type_id is None, p.item_id), default=None)


def _call_outs(facts: Facts, book: list[Price], policy: Policy) -> list[Line]:
    """A company without a call-out price charges none: that is no fault of the draft."""
    price = _find(book, "call_out", facts.work_type_id)
    attended = [v for v in facts.visits if v.started_at is not None]
    if price is None or not attended:
        return []
    if policy.call_out_per == "work_order":
        return [Line("call_out", "call_out", price.name, Decimal(1), price.unit, price)]
    return [
        Line(f"call_out:visit:{v.visit_id}", "call_out", f"{price.name}, {v.number}", Decimal(1), price.unit, price)
        for v in attended
    ]


def _labor(facts: Facts, book: list[Price], policy: Policy) -> list[Line]:
    price = _find(book, "labor", facts.work_type_id)
    worked = [v for v in facts.visits if v.working_s > 0]
    if policy.labor_per == "work_order" and worked:
        minutes = _charged(sum(v.working_s for v in worked), policy)
        return [_labor_line("labor", facts.work_type_name, minutes, price)]
    return [
        _labor_line(
            f"labor:visit:{v.visit_id}",
            f"{facts.work_type_name}, {v.number}" + (f", {v.technician_name}" if v.technician_name else ""),
            _charged(v.working_s, policy),
            price,
        )
        for v in worked
    ]


def _charged(worked_s: int, policy: Policy) -> int:
    return billed_minutes(
        worked_s, step_minutes=policy.labor_step_minutes, minimum_minutes=policy.labor_minimum_minutes
    )


def _labor_line(source: str, description: str, minutes: int, price: Price | None) -> Line:
    hours = (Decimal(minutes) / 60).quantize(_QUANTITY, rounding=ROUND_HALF_UP)
    return Line(source, "labor", description, hours, "h", price)


def _no_access(facts: Facts, book: list[Price]) -> list[Line]:
    """A fee for a closed door needs evidence that somebody stood before it (rule 49)."""
    price = _find(book, "no_access", facts.work_type_id)
    if price is None:
        return []
    return [
        Line(f"no_access:visit:{v.visit_id}", "no_access", f"{price.name}, {v.number}", Decimal(1), price.unit, price)
        for v in facts.visits
        if v.status == "no_access" and v.has_evidence
    ]


def _part(part: Part, book: list[Price]) -> Line:
    price = next((p for p in book if p.kind == "part" and part.sku and p.sku == part.sku), None)
    name = part.description or (price.name if price else part.sku)
    return Line(f"part:{part.part_id}", "part", name, part.quantity, price.unit if price else "pc", price)
