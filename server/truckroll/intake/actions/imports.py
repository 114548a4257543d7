"""Writes of imports: a file taken in, its rows judged, and applied in chunks under the batch's id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import connection

from truckroll.accounts.actors import Actor
from truckroll.billing.queries import find_seller
from truckroll.customers import actions as customers
from truckroll.customers.queries import customers_by_external_id, hidden_from, sites_by_external_id
from truckroll.foundation import blobs, crash
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal
from truckroll.intake.columns import ORDERS
from truckroll.intake.events import (
    BatchApplied,
    BatchApproved,
    BatchDiscarded,
    BatchProgressed,
    BatchStaged,
    BatchUnreadable,
    BatchUploaded,
)
from truckroll.intake.kinds.kind import fold
from truckroll.intake.kinds.known import KINDS
from truckroll.intake.lifecycle import BATCH, BatchStatus
from truckroll.intake.models import Batch, Mode, RowState, StagedRow
from truckroll.intake.profiles import PROFILES, Judged, Wanted
from truckroll.intake.reading import Fault
from truckroll.work.actions.requests import receive_requests
from truckroll.work.queries import known_external_ids, work_types_in_use

# One long writing transaction would hold back every reader of the outbox.
CHUNK = 200
CHANNEL = "import"
_SETTLE = """
UPDATE intake_stagedrow SET state = settled.state, request_id = settled.request_id
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS settled (id, state, request_id)
WHERE intake_stagedrow.id = settled.id
"""


class CurrencyUnknown(Refusal):
    """Customers that a file brings are billed in the company's currency, which nobody has said yet."""

    code = "currency_unknown"
    title = "The company's currency is not known"
    what_to_do = "Write down the company's data under Settings first: name, address, currency."


class BatchHasBadRows(Refusal):
    """All or nothing was asked for, and some rows cannot come in."""

    code = "batch_has_bad_rows"
    title = "Some rows cannot come in"
    what_to_do = "Correct the file by its error list and import it again, or let the good rows in."


def upload_batch(
    *,
    file_name: str,
    content: bytes,
    actor: Actor,
    now: datetime,
    profile: str = "",
    zone: str = "",
    what: str = "requests",
    mapping: Mapping[str, str] | None = None,
    date_order: str = "",
) -> Batch:
    """This will keep a file and make a batch of it, to be read and judged.

    Of records (customers, sites …) `mapping` says which of the file's columns is which of ours, as far as its names do
    not, and `date_order` how its dates are read.

    Raises
    ------
    Invalid
        Nobody knows the profile, the kind of record or the zone.
    """
    if what != "requests" and what not in KINDS:
        raise Invalid(f"There is no kind of record {what}.", field="what", known=["requests", *KINDS])
    if date_order and date_order not in ORDERS:
        raise Invalid(f"{date_order} is no order of dates.", field="date_order", known=sorted(ORDERS))
    if what == "requests" and profile not in PROFILES:
        raise Invalid(f"There is no profile {profile}.", field="profile", known=sorted(PROFILES))
    if zone and zone not in available_timezones():
        raise Invalid(f"{zone} is no IANA time zone.", field="zone")
    batch = Batch.objects.create(
        profile=profile if what == "requests" else "",
        what=what,
        mapping={theirs.strip().lower(): ours for theirs, ours in (mapping or {}).items()},
        date_order=date_order,
        file_name=file_name[-200:],
        file=blobs.store(content),
        zone=zone,
        created_by=actor.label,
        uploader_id=actor.user_id,
    )
    BATCH.begin(batch, actor=actor, at=now)
    publish(BatchUploaded(batch_id=batch.pk), at=now)
    return batch


def stage_rows(*, batch_id: int, judged: Sequence[Judged], actor: Actor, now: datetime) -> None:
    """This will store judged rows of a batch; lines that are stored already stay as they are.

    A row about a customer or site that the actor may not see is a bad one.
    """
    batch = _locked(batch_id)
    if batch.status != BatchStatus.STAGING:
        return
    ids = [j.wanted.external_id for j in judged if j.wanted]
    known = known_external_ids(CHANNEL, ids)
    earlier = {row.external_id: row for row in StagedRow.objects.filter(batch=batch, external_id__in=ids)}
    stored = set(
        StagedRow.objects.filter(batch=batch, line__in=[j.line for j in judged]).values_list("line", flat=True)
    )
    hidden = _hidden_from(actor, [one.wanted for one in judged if one.wanted])
    rows = []
    for one in judged:
        if one.line in stored:
            continue
        first = earlier.get(one.wanted.external_id) if one.wanted else None
        row = _staged(batch, one, known, first, hidden, now)
        if row.external_id:
            earlier.setdefault(row.external_id, row)
        rows.append(row)
    StagedRow.objects.bulk_create(rows)
    states = [row.state for row in rows]
    batch.change(
        read_rows=batch.read_rows + len(rows),
        good_rows=batch.good_rows + states.count(RowState.GOOD),
        bad_rows=batch.bad_rows + states.count(RowState.BAD),
        known_rows=batch.known_rows + states.count(RowState.KNOWN),
    )


def finish_staging(*, batch_id: int, actor: Actor, now: datetime) -> None:
    """This will say that every row of a batch is judged."""
    batch = _locked(batch_id)
    if batch.status == BatchStatus.STAGING:
        BATCH.move(batch, "stage", actor=actor, at=now)
        publish(BatchStaged(batch_id=batch.pk), at=now)


def give_up(*, batch_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """This will say that a file cannot be read; what was read of it is thrown away."""
    batch = _locked(batch_id)
    if batch.status == BatchStatus.STAGING:
        batch.rows.all().delete()
        BATCH.move(
            batch,
            "give_up",
            actor=actor,
            at=now,
            reason=reason,
            refusal=reason,
            ended_at=now,
            read_rows=0,
            good_rows=0,
            bad_rows=0,
            known_rows=0,
        )
        publish(BatchUnreadable(batch_id=batch.pk), at=now)


def apply_batch(*, batch: Batch, mode: str, actor: Actor, now: datetime) -> Batch:
    """This will let a judged file in: its good rows, or all of them if none is bad.

    Raises
    ------
    BatchHasBadRows
        All or nothing was asked for and there are bad rows.
    MoveRefused
        It is not judged yet, or was applied or discarded.
    CurrencyUnknown
        Nobody has said what the company bills in.
    """
    if batch.what == "requests" and not _currency_of(batch):
        raise CurrencyUnknown("New customers of this file would have no currency.", batch_id=batch.pk)
    if mode == Mode.ALL and batch.bad_rows:
        raise BatchHasBadRows(
            f"{batch.bad_rows} of {batch.read_rows} rows cannot come in.", batch_id=batch.pk, bad_rows=batch.bad_rows
        )
    BATCH.move(batch, "apply", actor=actor, at=now, mode=mode)
    publish(BatchApproved(batch_id=batch.pk), at=now)
    return batch


def discard_batch(*, batch: Batch, actor: Actor, now: datetime) -> Batch:
    """This will decide against a file of which nothing was applied yet.

    Raises
    ------
    MoveRefused
        It is being applied, or was.
    """
    BATCH.move(batch, "discard", actor=actor, at=now, ended_at=now)
    publish(BatchDiscarded(batch_id=batch.pk), at=now)
    return batch


def apply_chunk(*, batch_id: int, actor: Actor, now: datetime) -> bool:
    """This will turn the next good rows into requests, at most 200, and say whether there may be more.

    Each chunk is whole or not there; the rows say which they are, so anybody can go on after a crash.
    """
    batch = _locked(batch_id)
    if batch.status != BatchStatus.APPLYING:
        return False
    rows = list(StagedRow.objects.filter(batch=batch, state=RowState.GOOD).order_by("line")[:CHUNK])
    if not rows:
        BATCH.move(batch, "finish", actor=actor, at=now, ended_at=now)
        publish(BatchApplied(batch_id=batch.pk), at=now)
        return False
    known = known_external_ids(CHANNEL, [row.external_id for row in rows])
    applied = _Applying(batch, actor, now).apply([row for row in rows if row.external_id not in known])
    for row in rows:
        if row.external_id in known:
            # Another file brought it since this one was judged.
            row.state = RowState.KNOWN
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [[r.pk for r in rows], [str(r.state) for r in rows], [r.request_id for r in rows]])
    late = len(rows) - applied
    batch.change(
        applied_rows=batch.applied_rows + applied, good_rows=batch.good_rows - late, known_rows=batch.known_rows + late
    )
    publish(BatchProgressed(batch_id=batch.pk, applied_rows=batch.applied_rows), at=now)
    return True


class _Applying:
    """One chunk on its way in: what its rows name is found or made once."""

    def __init__(self, batch: Batch, actor: Actor, now: datetime) -> None:
        self._batch, self._actor, self._now = batch, actor, now
        self._work_types = {work_type.name.lower(): work_type for work_type in work_types_in_use()}

    def apply(self, rows: Sequence[StagedRow]) -> int:
        asked = [row.wanted or {} for row in rows]
        sites = self._sites(asked)
        crash.point("import.mid_chunk")
        requests = receive_requests(
            channel=CHANNEL,
            wanted=[self._values(row.external_id, one, sites) for row, one in zip(rows, asked, strict=True)],
            received_at=self._now,
            batch=f"import-{self._batch.pk}",
            actor=self._actor,
            now=self._now,
        )
        for row, request in zip(rows, requests, strict=True):
            row.request_id, row.state = request.pk, RowState.APPLIED
        return len(rows)

    def _values(self, external_id: str, asked: dict[str, Any], sites: dict[str, Any]) -> dict[str, Any]:
        site = sites.get(asked["site_key"])
        work_type = self._work_types.get(asked["work_type"].lower())
        copied = ("description", "priority", "contact_name", "contact_phone", "contact_email", "address")
        return {
            **{name: asked[name] for name in copied},
            "external_id": external_id,
            "reported_at": datetime.fromisoformat(asked["reported_at"]) if asked["reported_at"] else None,
            "site_id": site.pk if site else None,
            "customer_id": site.customer_id if site else None,
            "work_type_id": work_type.pk if work_type else None,
        }

    def _sites(self, wanted: Iterable[dict[str, Any]]) -> dict[str, Any]:
        placed = {asked["site_key"]: asked for asked in reversed(list(wanted)) if asked["site_key"]}
        sites = _known_sites(placed)
        missing = {key: asked for key, asked in placed.items() if key not in sites}
        payers = self._customers({asked["customer"] for asked in missing.values()})
        for key, asked in reversed(missing.items()):
            sites[key] = customers.create_site(
                customer=payers[asked["customer"]],
                name=asked["site_name"],
                address=asked["address"],
                postal_code=asked["postal_code"],
                country=asked["country"],
                lat=asked["lat"],
                lon=asked["lon"],
                located_by="import",
                zone=asked["zone"],
                external_id=key,
                actor=self._actor,
                now=self._now,
            )
        return sites

    def _customers(self, names: set[str]) -> dict[str, Any]:
        found = customers_by_external_id(map(_customer_key, names))
        # The same customer in other capitals is made once.
        for name in sorted(names):
            if (key := _customer_key(name)) not in found:
                found[key] = customers.create_customer(
                    name=name, currency=_currency_of(self._batch), external_id=key, actor=self._actor, now=self._now
                )
        return {name: found[_customer_key(name)] for name in names}


def _known_sites(placed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The sites of these keys; one that came by a former key, which others may share, if it is called the same."""
    sites = sites_by_external_id(placed)
    former = {key: asked["former_key"] for key, asked in placed.items() if asked.get("former_key") and key not in sites}
    there = sites_by_external_id(former.values())
    for key, earlier in former.items():
        site, asked = there.get(earlier), placed[key]
        if site is not None and (fold(site.name), fold(site.customer.name)) == (
            fold(asked["site_name"]), fold(asked["customer"]),
        ):  # fmt: skip
            sites[key] = site
    return sites


def _customer_key(name: str) -> str:
    return f"import:{name.lower()}"


def _currency_of(batch: Batch) -> str:
    """What new customers are billed in: the company's own currency, else that of the city the file comes from."""
    seller = find_seller()
    return seller.currency if seller else PROFILES[batch.profile].currency


def _locked(batch_id: int) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch_id)


def _hidden_from(actor: Actor, wanted: Sequence[Wanted]) -> set[str]:
    """By what files call them, the sites and customers of these rows that the actor may not see."""
    if not actor.territory_ids:
        return set()
    found = (
        _known_sites({one.site_key: one.as_dict() for one in wanted if one.site_key}),
        customers_by_external_id({_customer_key(one.customer) for one in wanted}),
    )
    unseen = [hidden_from(actor, list(rows.values())) for rows in found]
    return {key for rows, ids in zip(found, unseen, strict=True) for key, row in rows.items() if row.pk in ids}


def _staged(
    batch: Batch, one: Judged, known: set[str], first: StagedRow | None, hidden: set[str], now: datetime
) -> StagedRow:
    faults = list(one.faults)
    wanted = one.wanted
    if wanted is not None and first is not None and first.wanted != wanted.as_dict():
        number = wanted.external_id.removeprefix(f"{batch.profile}:")
        reason = f"is in the file twice with other words, first in line {first.line}"
        faults.append(Fault(PROFILES[batch.profile].key, reason, number))
    if wanted is not None and hidden & {wanted.site_key, _customer_key(wanted.customer)}:
        faults.append(Fault("site", "is outside of your areas", wanted.site_name))
    if wanted is not None and wanted.reported_at and datetime.fromisoformat(wanted.reported_at) > now:
        faults.append(Fault("reported_at", "lies in the future", wanted.reported_at))
    if faults or wanted is None:
        return StagedRow(
            batch=batch,
            line=one.line,
            state=RowState.BAD,
            faults=[{"column": f.column, "reason": f.reason, "value": f.value} for f in faults],
        )
    state = RowState.KNOWN if first is not None or wanted.external_id in known else RowState.GOOD
    return StagedRow(batch=batch, line=one.line, state=state, external_id=wanted.external_id, wanted=wanted.as_dict())
