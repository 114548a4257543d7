"""P17: numbers have no gap and no twin, whoever issues at once or rolls back; the fault tests kill."""

from __future__ import annotations

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from truckroll.billing import documents
from truckroll.foundation import invariants

ISSUERS = 50 if os.environ.get("TRUCKROLL_TESTS") == "long" else 15

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_p17_many_issuers_at_once_leave_no_gap_though_some_fail(
    company: Any, draft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [draft(minutes=60)["id"] for _ in range(ISSUERS)]
    real, failing, lock = documents.invoice_pdf, set(ids[::5]), threading.Lock()

    def printing(invoice: Any, *values: Any, **options: Any) -> bytes:
        """Every fifth printer is out of paper once, after the number was taken."""
        with lock:
            fails = invoice.pk in failing
            failing.discard(invoice.pk)
        if fails:
            raise OSError("out of paper")
        return real(invoice, *values, **options)

    monkeypatch.setattr(documents, "invoice_pdf", printing)
    gate, cookies = threading.Barrier(ISSUERS), company.ada._client.cookies

    def issue(invoice_id: int) -> str:
        # A browser of her own: the test client keeps the exception of one request where all threads find it.
        browser = Client(raise_request_exception=False)
        browser.cookies.update(cookies)
        gate.wait()
        try:
            for _ in range(20):
                answer = browser.post(f"/api/invoices/{invoice_id}/issue", {}, content_type="application/json")
                # 500: out of paper; 503: the counter was waited for too long: nothing was done
                if answer.status_code == 503:
                    time.sleep(float(answer["Retry-After"]) * random.random())
                elif answer.status_code != 500:
                    return str(answer.json()["number"])
            raise AssertionError("never issued")
        finally:
            connection.close()

    with ThreadPoolExecutor(ISSUERS) as issuers:
        numbers = sorted(issuers.map(issue, ids))
    assert numbers == [f"INV-2026-{n:06d}" for n in range(1, ISSUERS + 1)]
    assert invariants.check() == {}


def test_p16_changed_bytes_are_found(company: Any, issued: Any) -> None:
    from truckroll.foundation import blobs

    invoice = issued()
    assert invariants.check() == {}
    file = blobs.path_of(invoice["pdf_sha256"])
    file.write_bytes(file.read_bytes().replace(b"%PDF", b"%PDG"))
    assert invariants.check() == {"I9a": ["the PDF of INV-2026-000001 is missing or changed"]}
