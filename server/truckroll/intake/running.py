"""Carries an import to its end, one command per chunk, from wherever a crash may have left it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import OperationalError

from truckroll.accounts.actors import system
from truckroll.foundation import blobs, clock, commands
from truckroll.foundation.models import SourceKind
from truckroll.foundation.refusals import Refusal
from truckroll.intake import queries
from truckroll.intake.actions import imports
from truckroll.intake.lifecycle import BatchStatus
from truckroll.intake.models import Batch
from truckroll.intake.profiles import PROFILES, Judged, judge
from truckroll.intake.reading import FileUnreadable, read_table

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


def upload(*, profile: str, zone: str, file_name: str, content: bytes) -> int:
    """This will keep a file and make a batch of it; its id is returned.

    Raises
    ------
    StepRefused
        Nobody knows the profile or the zone.
    """
    made: list[int] = []

    def effect() -> int:
        batch = imports.upload_batch(
            profile=profile, zone=zone, file_name=file_name, content=content, actor=_ACTOR, now=clock.now()
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
        judged = _judged(batch)
        while chunk := list(islice(judged, _STAGE)):
            _stage_chunk(batch_id, chunk)
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


def _give_up(batch_id: int, reason: str) -> None:
    run_command(
        "give_up",
        lambda: imports.give_up(batch_id=batch_id, reason=reason, actor=_ACTOR, now=clock.now()),
        batch=batch_id,
    )


def _stage_chunk(batch_id: int, chunk: list[Judged]) -> None:
    run_command(
        "stage_rows",
        lambda: imports.stage_rows(batch_id=batch_id, judged=chunk, now=clock.now()),
        batch=batch_id,
        line=chunk[0].line,
    )


def apply(batch_id: int, *, told: Callable[[Batch], None] | None = None) -> None:
    """This will apply the chunks that are not applied yet."""
    while _batch(batch_id).status == BatchStatus.APPLYING:
        run_command(
            "apply_chunk", lambda: imports.apply_chunk(batch_id=batch_id, actor=_ACTOR, now=clock.now()), batch=batch_id
        )
        if told:
            told(_batch(batch_id))


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
