"""The worker process: delivers facts to handlers and runs the timed and long jobs."""

from __future__ import annotations

import os
import signal
import threading

import django


def run() -> None:
    """This will work until SIGTERM or SIGINT; what is under way is finished or undone, never half done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truckroll.config.settings")
    django.setup()
    from truckroll.dispatch.warming import warm_up
    from truckroll.foundation import handling, jobs
    from truckroll.notifications import sending

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [
        threading.Thread(target=handling.run, args=(stop,), name="handlers"),
        threading.Thread(target=jobs.run, args=(stop,), name="jobs"),
        *(threading.Thread(target=sending.run, args=(stop, c), name=f"messages by {c}") for c in sending.CHANNELS),
    ]
    for thread in threads:
        thread.start()
    threading.Thread(target=warm_up, name="compiling", daemon=True).start()
    while not stop.wait(1.0):
        # A dead thread must not leave a process that looks alive: the supervisor starts a new one.
        if not all(thread.is_alive() for thread in threads):
            os._exit(1)
    for thread in threads:
        thread.join(timeout=8)
