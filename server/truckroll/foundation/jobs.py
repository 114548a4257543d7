"""Timed and long jobs, kept in Postgres: deferred inside the transaction that wants them, so they vanish with it.

A room declares its jobs in `tasks.py` with `@task`; jobs run at least once and must be idempotent.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading

from procrastinate.contrib.django import app

log = logging.getLogger("truckroll.jobs")

task = app.task
periodic = app.periodic

# A worker that was killed leaves its job "doing" for ever, and with a lock it blocks the queue behind it.
_STALLED_S = 20
_SWEEP_S = 10


def run(stop: threading.Event) -> None:
    """This will run jobs until told to stop; a job under way gets 6 s to finish and is tried again otherwise."""
    asyncio.run(_run(stop))


async def _run(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
            with app.replace_connector(connector) as worker_app:
                async with worker_app.open_async():
                    work = asyncio.create_task(
                        worker_app.run_worker_async(
                            install_signal_handlers=False,
                            shutdown_graceful_timeout=6,
                            concurrency=1,
                            delete_jobs="successful",
                            update_heartbeat_interval=5,
                            stalled_worker_timeout=_STALLED_S,
                        )
                    )
                    sweep = asyncio.create_task(_sweep(worker_app))
                    await _until(stop, work, sweep)
                    for running in (sweep, work):
                        running.cancel()
                        with contextlib.suppress(asyncio.CancelledError):
                            await running
        except Exception:
            log.exception("the job worker failed; starting it again")
            await asyncio.sleep(1.0)


async def _until(stop: threading.Event, *tasks: asyncio.Task[None]) -> None:
    while not stop.is_set():
        done, _ = await asyncio.wait(tasks, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


async def _sweep(worker_app: object) -> None:
    """Put stalled jobs back in the queue; here and not as a job, for a job can stall itself."""
    manager = worker_app.job_manager  # type: ignore[attr-defined]
    while True:
        await asyncio.sleep(_SWEEP_S)
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_S):
            log.warning("job %s stalled; trying it again", job.id)
            await manager.retry_job(job)
