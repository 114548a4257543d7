"""From what was done to the lines of a draft: labor, call-outs, travel, no-access fees and parts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from truckroll.billing.bands import Band, Share, shares, split
from truckroll.foundation.local_time import Interval

_QUANTITY = Decimal("0.0001")


class Worked(Protocol):
    """Somebody's hours on a visit: of the lead, whose they are the visit's, or of one who went along."""

    @property
    def technician_name(self) -> str: ...
    @property
    def working(self) -> Sequence[Interval]: ...


class Member(Worked, Protocol):
    """What billing needs to know of one who went along on a visit."""

    @property
    def technician_id(self) -> int: ...


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
    def working(self) -> Sequence[Interval]: ...
    @property
    def return_of_id(self) -> int | None: ...
    @property
    def return_after(self) -> str: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def arrived_at(self) -> datetime | None: ...
    @property
    def has_evidence(self) -> bool: ...
    @property
    def waited_s(self) -> int: ...
    @property
    def is_our_fault(self) -> bool: ...
    @property
    def window_ends_at(self) -> datetime | None: ...
    @property
    def crew(self) -> Sequence[Member]: ...


class Canceled(Protocol):
    """What billing needs to know of a canceled visit."""

    @property
    def visit_id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def party(self) -> str: ...
    @property
    def canceled_at(self) -> datetime: ...
    @property
    def would_begin_at(self) -> datetime | None: ...


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
    def zone(self) -> str: ...
    @property
    def recall_of(self) -> str: ...
    @property
    def work_type_id(self) -> int: ...
    @property
    def work_type_name(self) -> str: ...
    @property
    def void(self) -> str: ...
    @property
    def canceled(self) -> Sequence[Canceled]: ...
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
    band_id: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """How a price book counts: the step labor is rounded up to, its least, and what each is counted per."""

    labor_step_minutes: int = 15
    labor_minimum_minutes: int = 0
    labor_per: str = "visit"
    call_out_per: str = "work_order"
    travel_per: str = "visit"
    no_access_grace_minutes: int = 0
    late_cancel_hours: int = 24
    bands: tuple[Band, ...] = ()
    holidays: Collection[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it follows from the facts. Without a price it needs somebody's eyes before it can be issued."""

    source: str
    kind: str
    description: str
    quantity: Decimal
    unit: str
    price: Price | None
    minutes: int | None = None
    coverage: str = "charged"
    note: str = ""
    is_dropped: bool = False


def lines_of(facts: Facts, prices: Iterable[Price], policy: Policy) -> list[Line]:
    """This will list what a work order comes to so far, in the order it is printed.

    Nobody pays for a fault of ours that came back, unless a person says so: its lines stand there, covered. What was
    done on a work order that was canceled stands there too, void, with who canceled and why; only a fee for canceling
    late is charged then, and none of it unless the customer canceled.
    """
    book = list(prices)
    done = [
        *_call_outs(facts, book, policy),
        *_travel(facts, book, policy),
        *_labor(facts, book, policy),
        *_no_access(facts, book, policy),
        *(_part(part, book) for part in facts.parts),
    ]
    if facts.void:
        done = [replace(line, is_dropped=True, note=facts.void) for line in done]
    lines = [*done, *_late_cancels(facts, book, policy)]
    if not facts.recall_of:
        return lines
    return [replace(line, coverage="recall", note=f"Not charged: recall of {facts.recall_of}") for line in lines]


def _find(book: list[Price], kind: str, work_type_id: int, band_id: int | None = None) -> Price | None:
    """The price of this band, else the ordinary one; of each the one for this type of work, else for any."""
    fitting = [
        p for p in book if p.kind == kind and p.work_type_id in (work_type_id, None) and p.band_id in (band_id, None)
    ]
    return min(fitting, key=lambda p: (p.band_id is None, p.work_type_id is None, p.item_id), default=None)


def _call_outs(facts: Facts, book: list[Price], policy: Policy) -> list[Line]:
    """A company without a call-out price charges none: that is no fault of the draft."""
    return _each_or_once("call_out", facts, book, policy.call_out_per)


def _travel(facts: Facts, book: list[Price], policy: Policy) -> list[Line]:
    """The way there, once for each visit; not where we come back because we went away unfinished (rule 48)."""
    return [
        replace(line, coverage="our_fault", note=f"Not charged: return after {back}, which was not finished")
        if (back := _unfinished_before(line, facts))
        else line
        for line in _each_or_once("travel", facts, book, policy.travel_per)
    ]


def _each_or_once(kind: str, facts: Facts, book: list[Price], per: str) -> list[Line]:
    price = _find(book, kind, facts.work_type_id)
    attended = [v for v in facts.visits if v.started_at is not None]
    if price is None or not attended:
        return []
    if per == "work_order":
        return [Line(kind, kind, price.name, Decimal(1), price.unit, price)]
    return [
        Line(f"{kind}:visit:{v.visit_id}", kind, f"{price.name}, {v.number}", Decimal(1), price.unit, price)
        for v in attended
    ]


def _unfinished_before(line: Line, facts: Facts) -> str:
    """The number of the visit that a visit's travel returns from, if that one was broken off by us."""
    visits = {f"travel:visit:{v.visit_id}": v for v in facts.visits}
    visit = visits.get(line.source)
    if visit is None or visit.return_after != "stopped":
        return ""
    before = [v.number for v in facts.visits if v.visit_id == visit.return_of_id]
    return before[0] if before else "a visit"


def _labor(facts: Facts, book: list[Price], policy: Policy) -> list[Line]:
    """Hours of everybody who was there: two people for an hour are two hours (rule 19)."""
    if policy.labor_per == "work_order":
        hours = [i for v in facts.visits for _, who in _hands(v) for i in who.working]
        return _labor_lines("labor", facts.work_type_name, hours, facts, book, policy) if hours else []
    return [
        line
        for v in facts.visits
        for source, who in _hands(v)
        if who.working
        for line in _labor_lines(
            source,
            f"{facts.work_type_name}, {v.number}" + (f", {who.technician_name}" if who.technician_name else ""),
            who.working,
            facts,
            book,
            policy,
        )
    ]


def _hands(visit: Visit) -> list[tuple[str, Worked]]:
    """Everybody who was there, each with the source of his line."""
    lead = f"labor:visit:{visit.visit_id}"
    return [(lead, visit), *((f"{lead}:technician:{one.technician_id}", one) for one in visit.crew)]


def _labor_lines(
    source: str, what: str, working: Sequence[Interval], facts: Facts, book: list[Price], policy: Policy
) -> list[Line]:
    pieces = split(working, policy.bands, zone=facts.zone, holidays=policy.holidays)
    charged = shares(pieces, step_minutes=policy.labor_step_minutes, minimum_minutes=policy.labor_minimum_minutes)
    return [_labor_line(source, what, share, _find(book, "labor", facts.work_type_id, _id(share))) for share in charged]


def _id(share: Share) -> int | None:
    return share.band.band_id if share.band else None


def _labor_line(source: str, what: str, share: Share, price: Price | None) -> Line:
    hours = (Decimal(share.minutes) / 60).quantize(_QUANTITY, rounding=ROUND_HALF_UP)
    note = f"{share.minutes - share.rounding} min worked, charged as {share.minutes}" if share.rounding else ""
    if share.band is None:
        return Line(source, "labor", what, hours, "h", price, share.minutes, note=note)
    source = f"{source}:band:{share.band.band_id}"
    return Line(source, "labor", f"{what}, {share.band.name}", hours, "h", price, share.minutes, note=note)


def _no_access(facts: Facts, book: list[Price], policy: Policy) -> list[Line]:
    """A fee for a closed door needs evidence that somebody stood before it (rule 49), in time and long enough.

    Where it is not charged for a reason the line stays in the draft, dropped, and says why.
    """
    price = _find(book, "no_access", facts.work_type_id)
    if price is None:
        return []
    lines = []
    for v in facts.visits:
        if v.status != "no_access" or not v.has_evidence:
            continue
        line = Line(
            f"no_access:visit:{v.visit_id}", "no_access", f"{price.name}, {v.number}", Decimal(1), price.unit, price
        )
        why_not = _why_no_fee(v, policy)
        lines.append(replace(line, is_dropped=True, note=f"Not charged: {why_not}") if why_not else line)
    return lines


def _why_no_fee(visit: Visit, policy: Policy) -> str:
    if visit.is_our_fault:
        return "it was our fault that nobody opened"
    if visit.arrived_at is not None and visit.window_ends_at is not None and visit.arrived_at > visit.window_ends_at:
        return "we came after the promised window"
    if visit.waited_s < policy.no_access_grace_minutes * 60:
        return f"waited {visit.waited_s // 60} of {policy.no_access_grace_minutes} min"
    return ""


def _late_cancels(facts: Facts, book: list[Price], policy: Policy) -> list[Line]:
    """A fee for each visit that the customer, not we, canceled too shortly before it would have begun."""
    price = _find(book, "late_cancel", facts.work_type_id)
    if price is None:
        return []
    grace = timedelta(hours=policy.late_cancel_hours)
    return [
        Line(
            f"late_cancel:visit:{v.visit_id}", "late_cancel", f"{price.name}, {v.number}", Decimal(1), price.unit, price
        )
        for v in facts.canceled
        if v.party == "customer" and v.would_begin_at is not None and v.canceled_at > v.would_begin_at - grace
    ]


def _part(part: Part, book: list[Price]) -> Line:
    price = next((p for p in book if p.kind == "part" and part.sku and p.sku == part.sku), None)
    name = part.description or (price.name if price else part.sku)
    return Line(f"part:{part.part_id}", "part", name, part.quantity, price.unit if price else "pc", price)
