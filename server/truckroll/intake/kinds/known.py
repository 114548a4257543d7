"""All kinds of rows that files bring, by the name people type."""

from __future__ import annotations

from truckroll.intake.kinds.company import PriceBook, WorkOrders, WorkTypes
from truckroll.intake.kinds.kind import Kind
from truckroll.intake.kinds.people import Certifications, Shifts, Skills, Technicians
from truckroll.intake.kinds.places import Assets, Contacts, Customers, Sites
from truckroll.intake.kinds.stock import Stock

# In the order in which a company is read in: what is named comes before what names it.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Customers(), Sites(), Contacts(), Assets(), Technicians(), Skills(), Certifications(), Shifts(), WorkTypes(),
        PriceBook(), Stock(), WorkOrders(),
    )
}  # fmt: skip
