"""The board's data and one automatic decision, for 60 technicians with 600 visits on the day."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client

from benchmarks.company import DAY, WORKER, build, draft
from benchmarks.figures import Figure, p95, timed
from truckroll.accounts.models import User
from truckroll.dispatch.actions import placing
from truckroll.dispatch.warming import warm_up
from truckroll.foundation import clock

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def run() -> list[Figure]:
    """This will measure through HTTP for the board, through the action for the decision."""
    company = build()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # Business time is seven in the morning of the full day.
    clock.run_from(DAY + timedelta(hours=11), rate=1.0)
    user = User.objects.create_user("dana@example.test", "a long enough phrase", name="Dana", role="dispatcher")
    browser = Client()
    browser.force_login(user, backend=_BACKEND)
    span = {"from": DAY.isoformat(), "to": (DAY + timedelta(days=1, hours=6)).isoformat()}
    shown: Any = None

    def board() -> None:
        nonlocal shown
        shown = browser.get("/api/board", span)
        assert shown.status_code == 200, shown.content

    boards = timed(board, tries=40)
    assert len(shown.json()["rows"]) == 600, len(shown.json()["rows"])

    def decide() -> None:
        visit = queue.pop()
        with transaction.atomic():
            decision = placing.assign_visit(visit_id=visit, actor=WORKER, now=clock.now())
            assert decision is not None and decision.outcome == "assigned", decision and decision.sentence
            # The day stays as full as it is.
            transaction.set_rollback(True)

    queue = [draft(company, company.sites[n]) for n in range(21)]
    warm_up()  # as the worker does when it starts
    decisions = timed(decide, tries=20, clock=time.process_time)
    judged: Any = None

    def judge() -> None:
        nonlocal judged
        body = {"visit_id": queue_of_one, "technician_id": company.technicians[1].pk, "starts_at": at.isoformat()}
        judged = browser.post("/api/board/judge", body, content_type="application/json")
        assert judged.status_code == 200, judged.content

    queue_of_one = draft(company, company.sites[0])
    at = datetime(DAY.year, DAY.month, DAY.day, 22, tzinfo=UTC)
    judgements = timed(judge, tries=40)
    size = len(shown.content) // 1024
    return [
        Figure("board, 60 technicians × 600 visits, HTTP, p95", "ms", p95(boards), 400, 40, f"{size} KiB"),
        Figure("one automatic decision over 60 technicians, stored, processor, p95", "ms", p95(decisions), 150, 20),
        Figure("judging one drop while dragging, HTTP, p95", "ms", p95(judgements), 100, 40),
    ]
