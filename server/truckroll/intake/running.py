"""Carries an import to its end, one command per chunk, from wherever a crash may have left it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from django.db import OperationalError

from truckroll.accounts.actors import Actor, system
from truckroll.foundation import blobs, clock, commands
from truckroll.foundation.models import SourceKind
from truckroll.foundation.refusals import Refusal
from truckroll.intake import queries
from truckroll.intake.actions import imports, tables
from truckroll.intake.columns import guess_mapping, has_short_dates, point_of, possible_orders
from truckroll.intake.kinds.kind import Wanted
from truckroll.intake.kinds.known import KINDS
from truckroll.intake.lifecycle import BatchStatus
from truckroll.intake.models import Batch
from truckroll.intake.profiles import PROFILES, Judged, judge
from truckroll.intake.reading import FileUnreadable, Record, read_table

_ACTOR = system("intake.import")
_STAGE = 1000
log = logging.getLogger("truckroll.intake")


def run_command(name: str, effect: Callable[[], object], **facts: object) -> commands.Answer:
    """This will run one step of an import as a command of the worker.

    Raises
    ------
    StepRefused
        The step was refused; nothing of it was done.
    """
    result: dict[str, object] = {}

    def carry_out() -> tuple[int, dict[str, object]]:
        result["value"] = effect()
        return 200, {"done": bool(result["value"])}

    answer = commands.run(
        source=commands.find_source(SourceKind.WORKER, "intake.import", name="import"),
        name=f"intake.{name}",
        body=facts,
        actor=_ACTOR,
        effect=carry_out,
    )
    if answer.status != 200:
        raise StepRefused(str(answer.body.get("detail", "")), **answer.body.get("facts", {}))
    return answer


class StepRefused(Refusal):
    """A step of an import was refused."""

    code = "import_step_refused"
    title = "The import cannot go on"
    what_to_do = "Look at the import in the office; the next start of the worker goes on from there."


def upload(*, zone: str, file_name: str, content: bytes, profile: str = "", **more: Any) -> int:
    """This will keep a file and make a batch of it; its id is returned.

    Raises
    ------
    StepRefused
        Nobody knows the profile or the zone.
    """
    made: list[int] = []

    def effect() -> int:
        batch = imports.upload_batch(
            profile=profile, zone=zone, file_name=file_name, content=content, **more, actor=_ACTOR, now=clock.now()
        )
        made.append(batch.pk)
        return batch.pk

    run_command("upload_batch", effect, file_name=file_name, size=len(content))
    return made[-1]


def carry_on(batch_id: int, *, told: Callable[[Batch], None] | None = None) -> None:
    """This will read and judge a batch that is being staged, and apply one that is to be applied, to its end."""
    stage(batch_id, told=told)
    apply(batch_id, told=told)


def carry_on_all() -> None:
    """This will finish every import that somebody's death left half way; one that fails keeps no other from it."""
    for batch_id in queries.find_unfinished():
        try:
            carry_on(batch_id)
        except (OperationalError, Refusal):
            raise  # the database is away or busy: the next minute is better
        except Exception:
            log.exception("the import %s cannot be carried on", batch_id)
            if _batch(batch_id).status == BatchStatus.STAGING:
                _give_up(batch_id, "The file cannot be read to its end; the log says why.")


def stage(batch_id: int, *, told: Callable[[Batch], None] | None = None) -> None:
    """This will read and judge every row that is not stored yet."""
    batch = _batch(batch_id)
    if batch.status != BatchStatus.STAGING:
        return
    try:
        if batch.what in KINDS:
            if not _stage_records(batch, told):
                return
            judged: Iterator[Judged] = iter(())
        else:
            judged = _judged(batch)
        while chunk := list(islice(judged, _STAGE)):
            _stage_chunk(batch, chunk)
            if told:
                told(_batch(batch_id))
    except FileUnreadable as refusal:
        _give_up(batch_id, refusal.detail)
        return
    run_command(
        "finish_staging",
        lambda: imports.finish_staging(batch_id=batch_id, actor=_ACTOR, now=clock.now()),
        batch=batch_id,
    )


def _stage_records(batch: Batch, told: Callable[[Batch], None] | None) -> bool:
    """Judge a file of records against what is there; False if somebody must be asked first."""
    kind = KINDS[batch.what]
    table = read_table(blobs.path_of(batch.file.sha256).read_bytes())
    records = list(table.records)
    known = queries.find_mapping(batch.what, table.columns)
    answered = bool(batch.questions)
    guessed = guess_mapping(table.columns, kind.columns)
    mapping = batch.mapping if answered else {**(known.mapping if known else guessed), **batch.mapping}
    mapping = {theirs: ours for theirs, ours in mapping.items() if theirs in table.columns and ours}
    theirs_of = {ours: theirs for theirs, ours in mapping.items()}
    dates = [theirs_of[column.name] for column in kind.columns if column.has_dates and column.name in theirs_of]
    cells = [record.values.get(theirs, "") for record in records for theirs in dates]
    orders = possible_orders(cells)
    # When every date fits both, or no order fits all, only a person knows.
    asks = has_short_dates(cells) and len(orders) != 1 and not batch.date_order
    questions = {
        "columns": list(table.columns),
        "missing": [column.name for column in kind.columns if column.required and column.name not in theirs_of],
        "date_order": asks,
        "dates": [cell for cell in cells if cell][:3] if asks else [],
        "suggested": known.date_order if known else "",
        "guess": mapping,
    }
    if questions["missing"] or asks:
        run_command(
            "ask",
            lambda: tables.ask(batch_id=batch.pk, questions=questions, actor=_ACTOR, now=clock.now()),
            batch=batch.pk,
        )
        return False
    numbers = {
        column.name: theirs_of[column.name]
        for column in kind.columns
        if column.has_decimals and column.name in theirs_of
    }
    points = {ours: point_of(record.values.get(theirs, "") for record in records) for ours, theirs in numbers.items()}
    questions["points"] = {ours: point for ours, point in points.items() if point}
    order = batch.date_order or (orders.pop() if len(orders) == 1 else "")
    run_command(
        "read_columns",
        lambda: tables.read_columns(batch_id=batch.pk, mapping=mapping, date_order=order, questions=questions),
        batch=batch.pk,
    )
    batch = _batch(batch.pk)
    seen: dict[str, int] = {}
    coming: set[str] = set()
    for start in range(0, len(records), _STAGE):
        _stage_some(batch, records[start : start + _STAGE], theirs_of, seen, coming)
        if told:
            told(_batch(batch.pk))
    return True


def _stage_some(
    batch: Batch, records: list[Record], theirs_of: dict[str, str], seen: dict[str, int], coming: set[str]
) -> None:
    kind, how = KINDS[batch.what], tables.how_of(batch, now=clock.now())
    cells = {
        record.line: {ours: record.values.get(theirs, "") for ours, theirs in theirs_of.items()} for record in records
    }

    def effect() -> None:
        whole = [record for record in records if record.fault is None]
        judged = tables.judge(
            kind, [(record.line, cells[record.line]) for record in whole], how, seen, coming, actor=_eyes(batch)
        )
        # Its values may stand under the wrong names: what they say would only confuse.
        broken = [Wanted(record.line, {}, [record.fault]) for record in records if record.fault is not None]
        tables.stage_records(batch_id=batch.pk, rows=sorted([*judged, *broken], key=lambda one: one.line), cells=cells)

    run_command("stage_records", effect, batch=batch.pk, line=records[0].line)


def _give_up(batch_id: int, reason: str) -> None:
    run_command(
        "give_up",
        lambda: imports.give_up(batch_id=batch_id, reason=reason, actor=_ACTOR, now=clock.now()),
        batch=batch_id,
    )


def _stage_chunk(batch: Batch, chunk: list[Judged]) -> None:
    run_command(
        "stage_rows",
        lambda: imports.stage_rows(batch_id=batch.pk, judged=chunk, actor=_eyes(batch), now=clock.now()),
        batch=batch.pk,
        line=chunk[0].line,
    )


def apply(batch_id: int, *, told: Callable[[Batch], None] | None = None) -> None:
    """This will apply the chunks that are not applied yet."""
    apply_next = tables.apply_records if _batch(batch_id).what in KINDS else imports.apply_chunk
    while (batch := _batch(batch_id)).status == BatchStatus.APPLYING:
        step = partial(apply_next, batch_id=batch_id, actor=_eyes(batch), now=clock.now())
        run_command("apply_chunk", step, batch=batch_id)
        if told:
            told(_batch(batch_id))


def _eyes(batch: Batch) -> Actor:
    """The import, seeing no more than who uploaded the file sees now."""
    areas = batch.uploader.territory_ids if batch.uploader is not None else ()
    return replace(_ACTOR, territory_ids=frozenset(areas))


def _batch(batch_id: int) -> Batch:
    return queries.get_batch(actor=_ACTOR, batch_id=batch_id)


def _judged(batch: Batch) -> Iterator[Judged]:
    profile = PROFILES[batch.profile]
    table = read_table(blobs.path_of(batch.file.sha256).read_bytes())
    if missing := profile.missing(table.columns):
        raise FileUnreadable(
            f"The column{'s' if len(missing) > 1 else ''} {', '.join(missing)} of the profile {profile.name} "
            f"{'are' if len(missing) > 1 else 'is'} missing.",
            missing=missing,
        )
    return (judge(profile, record, zone=batch.zone) for record in table.records)
