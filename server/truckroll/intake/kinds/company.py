"""Work types, prices and open work orders out of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.billing import queries as billing
from truckroll.billing.actions import prices
from truckroll.customers import queries as customers
from truckroll.foundation.tables import Column as Out
from truckroll.intake.columns import Column, label, listed, mail, one_of, past_moment, price, text, whole
from truckroll.intake.kinds.kind import Kind, Known, Made, Wanted, fold, having
from truckroll.work import queries as work
from truckroll.work import tables as work_tables
from truckroll.work.actions import requests, work_orders, work_types
from truckroll.workforce import queries as workforce

CHANNEL = "import"


class WorkTypes(Kind):
    """Kinds of work, with what they need."""

    name = "work-types"
    title = "Work types"
    columns = (
        Column("name", label, required=True, also=("work type",)),
        Column("duration_minutes", whole(1, 20_160), required=True, also=("minutes", "duration")),
        Column("priority", whole(1, 4)),
        Column("people", whole(1, 20), also=("crew size", "crew")),
        Column("assignment", one_of("auto", "suggest", "off")),
        Column("description", text),
        Column("skills", listed),
        Column("certificates", listed, also=("certifications",)),
    )
    examples = (
        {"name": "Boiler service", "duration_minutes": "60", "priority": "3", "assignment": "suggest",
         "skills": "Gas:2", "certificates": "Gas Safe"},
        {"name": "Lamp change", "duration_minutes": "20", "priority": "4", "skills": "Electric; Ladder:1"},
    )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return fold(values.get("name", ""))

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        known = {fold(one.name): one for one in work.list_work_types(actor=actor)}
        skills = {fold(label): pk for pk, label in workforce.skill_names().items()}
        types = {fold(label): pk for pk, label in workforce.certification_type_names().items()}
        for one in rows:
            row = known.get(fold(one.values.get("name", "")))
            one.found = _WorkType(row) if row is not None else None
            one.fields = {
                n: one.values[n] for n in ("name", "priority", "assignment", "description") if n in one.values
            }
            if "people" in one.values:
                one.fields["crew_size"] = one.values["people"]
            if "duration_minutes" in one.values:
                one.fields["duration_s"] = one.values["duration_minutes"] * 60
            if "skills" in one.values:
                one.fields["skills"] = list(self._skills(one, skills))
            if "certificates" in one.values:
                words = one.values["certificates"]
                if unknown := [word for word in words if fold(word) not in types]:
                    one.fault("certificates", f"names {unknown[0]}, which is not known")
                one.fields["certifications"] = sorted(types[fold(word)] for word in words if fold(word) in types)

    def _skills(self, one: Wanted, skills: Mapping[str, int]) -> Iterator[tuple[int, int]]:
        for word in one.values["skills"]:
            skill, _, level = word.partition(":")
            if fold(skill) not in skills:
                one.fault("skills", f"names {skill.strip()}, which is not known")
            elif level.strip() and level.strip() not in "12345":
                one.fault("skills", f"has {skill.strip()} at a level that is none from 1 to 5")
            else:
                yield skills[fold(skill)], int(level or 1)

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return Made(work_types.create_work_type(**one.fields, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        row = work_types.change_work_type(work_type=one.found.row, values=one.changes(), actor=actor, now=now)
        return Made(row, was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        row = work.get_work_type(actor=actor, work_type_id=object_id)
        work_types.take_back(work_type=row, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = work.get_work_type(actor=actor, work_type_id=object_id)
        work_types.change_work_type(work_type=row, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        return work.list_work_types(actor=actor)

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return (
            ("name", lambda row: row.name),
            ("duration_minutes", lambda row: row.duration_s // 60),
            ("priority", lambda row: row.priority),
            ("people", lambda row: row.crew_size),
            ("assignment", lambda row: row.assignment),
            ("description", lambda row: row.description),
            ("skills", lambda row: "; ".join(f"{need.skill.name}:{need.level}" for need in row.skills.all())),
            ("certificates", lambda row: "; ".join(n.certification_type.name for n in row.certifications.all())),
        )


class _WorkType:
    """A work type with its needs as an import writes them, to compare a row with."""

    def __init__(self, row: Any) -> None:
        self.row, self.pk = row, row.pk
        self.name, self.priority, self.assignment = row.name, row.priority, row.assignment
        self.description, self.duration_s, self.crew_size = row.description, row.duration_s, row.crew_size
        self.skills = [(need.skill_id, need.level) for need in row.skills.all()]
        self.certifications = sorted(need.certification_type_id for need in row.certifications.all())


class PriceBook(Kind):
    """Prices of a book."""

    name = "price-book"
    title = "Prices"
    columns = (
        Column("price_book", label, required=True, also=("book",)),
        Column("kind", one_of("labor", "call_out", "travel", "part", "no_access", "late_cancel", "fee"), required=True),
        Column("sku", label, also=("article number", "article", "part number")),
        Column("name", label, required=True, also=("description",)),
        Column("work_type", label),
        Column("band", label, also=("hours",)),
        Column("unit", label),
        Column("unit_price", price, required=True, also=("price",)),
        Column("tax_code", label, required=True, also=("tax",)),
    )
    examples = (
        {"price_book": "Standard", "kind": "part", "sku": "V-15", "name": "Valve 15 mm", "unit": "pc",
         "unit_price": "10.50", "tax_code": "standard"},
        {"price_book": "Standard", "kind": "labor", "name": "Labor", "unit": "h", "unit_price": "60.00",
         "tax_code": "standard"},
    )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        own = values.get("sku") or "|".join(str(values.get(n, "")) for n in ("work_type", "band", "name"))
        return "|".join(map(fold, (values.get("price_book", ""), values.get("kind", ""), own)))

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        books = Known(billing.list_price_books(actor=actor))
        types = Known(work.work_types_in_use())
        bands = Known(billing.list_bands(actor=actor))
        there = list(billing.list_items(actor=actor))
        codes = set(billing.list_tax_rates(actor=actor).values_list("code", flat=True))
        for one in rows:
            book = books.named(one, "price_book") if "price_book" in one.values else None
            pk = book.pk if book is not None else 0
            kind = types.named(one, "work_type") if "work_type" in one.values else None
            band = None
            if "band" in one.values:
                band = bands.named(one, "band", among=having(price_book_id=pk))
            if "tax_code" in one.values and one.values["tax_code"] not in codes:
                one.fault("tax_code", "is none of the company's tax codes")
            if one.values.get("kind") == "part" and "sku" not in one.values:
                one.fault("sku", "is empty; a part has an article number")
            one.fields = {n: one.values[n] for n in ("name", "unit", "unit_price", "tax_code") if n in one.values}
            mine = [item for item in there if item.price_book_id == pk and item.kind == one.values.get("kind")]
            one.found = next((item for item in mine if self._is(item, one, kind, band)), None)
            if one.found is None:
                one.fields |= {
                    "price_book": book,
                    "kind": one.values.get("kind"),
                    "sku": one.values.get("sku", ""),
                    "work_type_id": kind.pk if kind is not None else None,
                    "band": band,
                }

    @staticmethod
    def _is(item: Any, one: Wanted, kind: Any, band: Any) -> bool:
        if one.values.get("sku"):
            return bool(item.sku == one.values["sku"])
        same = item.work_type_id == (kind.pk if kind else None) and item.band_id == (band.pk if band else None)
        # Of fees there may be several, told apart by their names; of hours and ways there is one.
        return same and not item.sku and (item.kind != "fee" or fold(item.name) == fold(one.values.get("name", "")))

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return Made(prices.create_item(**one.fields, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        return Made(prices.change_item(item=one.found, values=one.changes(), actor=actor, now=now), was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        # Lines may have been priced by it: it is archived, as a person would.
        item = billing.get_item(actor=actor, item_id=object_id)
        prices.change_item(item=item, values={"archived": True}, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        item = billing.get_item(actor=actor, item_id=object_id)
        prices.change_item(item=item, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        return billing.list_items(actor=actor).select_related("price_book", "work_type", "band")

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return (
            ("price_book", lambda item: item.price_book.name),
            ("kind", lambda item: item.kind),
            ("sku", lambda item: item.sku),
            ("name", lambda item: item.name),
            ("work_type", lambda item: item.work_type.name if item.work_type else ""),
            ("band", lambda item: item.band.name if item.band else ""),
            ("unit", lambda item: item.unit),
            ("unit_price", lambda item: item.unit_price),
            ("tax_code", lambda item: item.tax_code),
        )


class WorkOrders(Kind):
    """Open work: each row becomes a request that is accepted at once, and a visit that waits in the queue."""

    name = "work-orders"
    title = "Open work orders"
    columns = (
        Column("number", label, required=True, also=("external_id", "work order", "id")),
        Column("status", label),
        Column("priority", whole(1, 4)),
        Column("work_type", label, required=True),
        Column("customer", label, also=("customer number", "customer name")),
        Column("site", label, required=True, also=("site number", "site name")),
        Column("asset", label),
        Column("description", text),
        Column("contact_name", label),
        Column("contact_phone", label),
        Column("contact_email", mail),
        Column("customer_reference", label, also=("po", "purchase order")),
        Column("reported_at", past_moment, also=("reported", "opened")),
    )
    examples = (
        {"number": "OLD-77", "priority": "2", "work_type": "Boiler service", "customer": "C-100", "site": "S-1",
         "description": "No heat", "reported_at": "2026-11-20T09:00:00Z"},
        {"number": "OLD-78", "work_type": "Lamp change", "customer": "C-100", "site": "S-1", "asset": "A-1",
         "description": "Hall light", "contact_name": "Tina Tenant", "contact_phone": "+44 7700 900123"},
    )  # fmt: skip
    _OPEN = ("unscheduled", "scheduled", "in_progress", "on_hold")
    _OVER = ("completed", "approved", "closed", "canceled")

    def key(self, values: Mapping[str, Any]) -> str:
        return fold(values.get("number", ""))

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        def words(*columns: str) -> Iterator[str]:
            return (one.values[c] for one in rows for c in columns if c in one.values)

        def known(rows: Sequence[Any]) -> Known:
            return Known(rows, customers.hidden_from(actor, rows))

        payers, sites = (
            known(customers.customers_called(words("customer"))),
            known(customers.sites_called(words("site"))),
        )
        assets, types = known(customers.assets_called(words("asset"))), Known(work.work_types_in_use())
        numbers = set(words("number"))
        ours = work.numbers_in_use(numbers)
        brought = work.known_external_ids(CHANNEL, [f"{self.name}:{number}" for number in numbers])
        for one in rows:
            payer = payers.named(one, "customer") if "customer" in one.values else None
            site = None
            if "site" in one.values:
                site = sites.named(one, "site", among=having(**({} if payer is None else {"customer_id": payer.pk})))
            where = site.pk if site is not None else 0
            asset = None
            if "asset" in one.values:
                asset = assets.named(one, "asset", among=having(site_id=where))
            kind = types.named(one, "work_type") if "work_type" in one.values else None
            number = one.values.get("number", "")
            if fold(one.values.get("status", "")).replace(" ", "_") in self._OVER:
                one.fault("status", "is over; only open work comes in")
            # Work that runs is changed by whoever does it, not by a file.
            one.found = number if number in ours or f"{self.name}:{number}" in brought else None
            one.fields = {} if one.found is not None else {"site": site, "asset": asset, "work_type": kind}

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        values = one.values
        site, asset = one.fields["site"], one.fields["asset"]
        request = requests.receive_request(
            channel=CHANNEL,
            description=values.get("description", "") or one.fields["work_type"].name,
            received_at=now,
            reported_at=values.get("reported_at"),
            external_id=f"{self.name}:{values['number']}",
            site_id=site.pk,
            customer_id=site.customer_id,
            asset_id=asset.pk if asset is not None else None,
            work_type_id=one.fields["work_type"].pk,
            priority=values.get("priority"),
            **{n: values[n] for n in ("contact_name", "contact_phone", "contact_email") if n in values},
            actor=actor,
            now=now,
        )
        reference = values.get("customer_reference", "")
        order = requests.accept_request(request=request, customer_reference=reference, actor=actor, now=now)
        # As its first visit left it.
        return Made(work.get_work_order(actor=actor, work_order_id=order.pk))

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        order = work.get_work_order(actor=actor, work_order_id=object_id)
        work_orders.take_back(work_order=order, version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        rows = work.list_work_orders(actor=actor, status=self._OPEN).select_related(
            "site__customer", "work_type", "bill_to", "asset"
        )
        return rows.defer("word_index").order_by("id").iterator(chunk_size=500)

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return work_tables.WORK_ORDERS
