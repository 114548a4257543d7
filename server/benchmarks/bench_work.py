"""One write command through HTTP, and lists over two hundred thousand work orders."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test import Client

from benchmarks.company import DAY, WORKER, build
from benchmarks.figures import Figure, p95, timed
from truckroll.accounts.models import User
from truckroll.foundation import clock
from truckroll.work import queries
from truckroll.work.actions import field, visits

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MANY = 200_000

# Straight into the tables: two hundred thousand actions would take an hour and change nothing of what is measured.
_FILL = """
SET session_replication_role = replica;
INSERT INTO work_workorder (
    version, number, client_uuid, source, site_id, bill_to_id, work_type_id, priority, description, contact_name,
    contact_phone, contact_email, customer_reference, currency, reported_at, due_at, status, cancel_reason, cancel_code,
    cancel_party, canceled_by, approved_by, words
)
SELECT 1, 'WO-X' || n, gen_random_uuid(), 'phone', (SELECT min(id) FROM customers_site) + n %% 200,
    (SELECT min(id) FROM customers_customer), (SELECT min(id) FROM work_worktype), 1 + n %% 4, 'No heat ' || n, '',
    '', '', '', 'USD', now() - n * interval '7 minutes', now() - n * interval '7 minutes' + interval '8 hours',
    CASE WHEN n < 400 THEN 'unscheduled' WHEN n < 1200 THEN 'scheduled' WHEN n %% 50 = 0 THEN 'canceled'
        ELSE 'closed' END,
    '', '', '', '', '', 'wo x' || n || ' site ' || n %% 200 || ' acme no heat boiler' || n %% 997
FROM generate_series(1, %s) AS n;
SET session_replication_role = origin;
"""

# A town of customers beside them: fifty thousand sites, each with somebody to call and a thing that fails.
SITES = 50_000
_PEOPLE = """
SET session_replication_role = replica;
INSERT INTO customers_site (version, customer_id, name, address, postal_code, country, located_by, zone, access_notes,
    external_id)
SELECT 1, (SELECT min(id) FROM customers_customer), n || ' Mill Lane', n || ' Mill Lane, Old Town',
    'AB' || n %% 90 || ' ' || n %% 10 || 'XY', 'GB', '', 'Europe/London', '', ''
FROM generate_series(1, %(sites)s) AS n;
INSERT INTO customers_contact (version, customer_id, site_id, name, role, phone, email, external_id)
SELECT 1, customer_id, id, 'Tina Tenant ' || id, 'tenant', '+44 7700 ' || lpad(id::text, 6, '0'), '', ''
FROM customers_site WHERE address LIKE '%%Old Town';
INSERT INTO customers_asset (version, site_id, kind, name, make, model, serial, location, external_id)
SELECT 1, id, 'boiler', 'Boiler ' || id, '', '', 'VX-' || id, '', ''
FROM customers_site WHERE address LIKE '%%Old Town';
SET session_replication_role = origin;
"""


def run() -> list[Figure]:
    """This will measure the processor's time for the command, and the wall clock's for the lists."""
    company = build(people=4, per_person=8)
    clock.run_from(DAY + timedelta(hours=12), rate=1.0)
    user = User.objects.create_user("dana@example.test", "a long enough phrase", name="Dana", role="dispatcher")
    browser = Client()
    browser.force_login(user, backend=_BACKEND)
    visit = _at_work(company)
    turn = 0

    def command() -> None:
        nonlocal turn
        verb, turn = ("pause", "resume")[turn % 2], turn + 1
        body = {"reason": "his phone is dead"}  # what the office says that makes a technician's move
        answer = browser.post(f"/api/visits/{visit}/{verb}", body, content_type="application/json")
        assert answer.status_code == 200, answer.content

    for _ in range(20):
        command()
    writes = timed(command, tries=200, clock=time.process_time)

    with connection.cursor() as cursor:
        cursor.execute(_FILL, [MANY])
        cursor.execute(_PEOPLE, {"sites": SITES})
        cursor.execute("SELECT max(site_id) FROM customers_contact")
        (last,) = cursor.fetchone()
        cursor.execute("ANALYZE")
    asked: list[dict[str, Any]] = [
        {},
        {"page": 2_000},
        {"status": "unscheduled"},
        {"status": "closed", "page": 100},
        {"site_id": company.sites[7].pk},
        {"search": "boiler123"},
        {"search": "acme heat"},
        {"search": "site 17"},
        {"priority": 2},
    ]
    lists = []
    for query in asked:

        def listed(query: dict[str, Any] = query) -> None:
            answer = browser.get("/api/work-orders", query)
            assert answer.status_code == 200 and answer.json()["total"], (query, answer.content)

        lists.append((p95(timed(listed, tries=20)), query))
    slowest, query = max(lists, key=lambda found: found[0])
    callers = []
    for search in (f"07700 {last:06}", f"tina tenant {last}", f"{SITES} mill lane", "AB17 7XY", f"vx-{last}", "tina"):

        def called(search: str = search) -> None:
            answer = browser.get("/api/callers", {"search": search})
            assert answer.status_code == 200 and answer.json()["items"], (search, answer.content)

        callers.append((p95(timed(called, tries=20)), search))
    slowest_caller, said = max(callers)
    finds = []
    for search in (f"{1000 + MANY}", "wo-1", "mill", f"07700 {last:06}", f"vx-{last}", "tina", "no heat"):

        def found(search: str = search) -> None:
            answer = browser.get("/api/search", {"search": search})
            assert answer.status_code == 200, (search, answer.content)

        finds.append((p95(timed(found, tries=20)), search))
    slowest_find, sought = max(finds)
    return [
        Figure(
            f"anything found among {MANY:,} work orders and {SITES:,} sites, p95 of the slowest",
            "ms",
            slowest_find,
            150,
            20 * len(finds),
            f"asked {sought!r}",
        ),
        Figure(
            f"caller found among {SITES:,} sites beside {MANY:,} work orders, p95 of the slowest",
            "ms",
            slowest_caller,
            150,
            20 * len(callers),
            f"asked {said!r}",
        ),
        Figure(
            "write command through HTTP, processor",
            "ms",
            median(writes),
            10,
            len(writes),
            "median of one move of a visit",
        ),
        Figure(
            f"list of {MANY:,} work orders, p95 of the slowest question",
            "ms",
            slowest,
            250,
            20 * len(asked),
            f"asked {query}",
        ),
    ]


def _at_work(company: Any) -> int:
    """A visit somebody is working on."""
    now = clock.now()
    found = queries.visits_between(DAY, DAY + timedelta(days=2), [company.technicians[0].pk])
    visit = queries.get_visit(actor=WORKER, visit_id=found[0])
    with transaction.atomic():
        visits.dispatch_visit(visit=visit, actor=WORKER, now=now)
        field.depart_visit(visit=visit, actor=WORKER, now=now)
        field.arrive_visit(visit=visit, actor=WORKER, now=now)
        field.start_visit(visit=visit, actor=WORKER, now=now)
    return visit.pk
