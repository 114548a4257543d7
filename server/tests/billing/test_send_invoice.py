"""The job sheet beside the invoice, and the message that carries both."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from PIL import Image


def picture(color: str) -> str:
    """The hash of a stored photo of that color."""
    from truckroll.foundation import blobs

    made = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(made, "JPEG")
    return str(blobs.store(made.getvalue()).sha256)


@pytest.fixture
def photographed(company: Any, finish: Any) -> Any:
    """A finished work order with two photos and a signature, approved, and its draft."""
    from truckroll.accounts.actors import system
    from truckroll.work.actions import records, work_orders

    order = finish(minutes=50, parts=(("VALVE", "3"),))
    visit = order.visits.get()
    common: Any = {"visit": visit, "actor": system("test"), "now": company.now}
    photos = [records.attach_photo(sha256=picture(c), kind="after", **common) for c in ("teal", "salmon")]
    records.sign_visit(name="Carla", role="tenant", sha256=picture("white"), **common)
    work_orders.approve_work_order(work_order=order, actor=system("test"), now=company.now)
    draft = company.ada.get("/invoices", work_order_id=order.pk).json()["items"][0]
    return order, photos, draft


def test_the_job_sheet_is_made_of_what_was_done_and_the_chosen_photos(company: Any, photographed: Any) -> None:
    from truckroll.work.job_sheet import job_sheet

    order, (_, second), draft = photographed
    chosen = company.ada.put(f"/invoices/{draft['id']}/photos", {"photo_ids": [second.pk]})
    assert chosen.json()["photo_ids"] == [second.pk]
    sheet = job_sheet(order.pk, photo_ids=[second.pk])
    assert [(v.technician_name, v.working_s, v.status) for v in sheet.visits] == [("Tariq", 3000, "completed")]
    assert [(p.sku, p.quantity) for p in sheet.parts] == [("VALVE", 3)]
    assert [(p.photo_id, p.kind) for p in sheet.photos] == [(second.pk, "after")]
    assert [(s.name, s.role) for s in sheet.signatures] == [("Carla", "tenant")]
    preview = company.ada.get(f"/invoices/{draft['id']}/job-sheet")
    assert (preview.status_code, preview["Content-Type"], preview.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_the_same_content_is_the_same_bytes(company: Any, photographed: Any) -> None:
    from truckroll.billing import documents
    from truckroll.work.job_sheet import job_sheet

    order, photos, _ = photographed
    sheet = job_sheet(order.pk, photo_ids=[one.pk for one in photos])
    first, again = (documents.job_sheet_pdf(sheet, seller={}, buyer={}, made_at=company.now) for _ in range(2))
    assert first == again
    # Two photos and a signature are in it.
    assert first.count(b"/Subtype/Image") + first.count(b"/Subtype /Image") == 3


def test_only_photos_of_the_work_order_are_on_its_sheet(company: Any, photographed: Any, draft: Any, told: Any) -> None:
    _, photos, _ = photographed
    other, before = draft(), told()
    answer = company.ada.put(f"/invoices/{other['id']}/photos", {"photo_ids": [photos[0].pk]})
    assert (answer.status_code, told()) == (404, before)


@pytest.mark.slow
def test_what_is_sent_is_what_was_issued(company: Any, photographed: Any, told: Any) -> None:
    _, photos, draft = photographed
    where = f"/invoices/{draft['id']}"
    message = {"recipient": "books@carla.example", "subject": "Invoice", "body": "Dear Carla"}
    early, before = company.ada.post(f"{where}/send", message), told()
    assert (early.status_code, early.json()["code"], told()) == (409, "move_refused", before)
    company.ada.put(f"{where}/photos", {"photo_ids": [photos[0].pk]})
    invoice = company.ada.post(f"{where}/issue", {}).json()
    sheet = b"".join(company.ada.get(f"{where}/job-sheet").streaming_content)
    assert hashlib.sha256(sheet).hexdigest() == invoice["job_sheet_sha256"]
    answer = company.ada.post(f"{where}/send", message)
    assert (answer.status_code, told()[-1]) == (200, "billing.invoice.sent")
    (sent,) = answer.json()["sendings"]
    assert (sent["recipient"], sent["subject"], sent["body"]) == ("books@carla.example", "Invoice", "Dear Carla")
    assert (sent["status"], sent["why"]) == ("withheld", "No mail server is set up.")
    assert sent["attachments"] == [
        {"name": "INV-2026-000001.pdf", "sha256": invoice["pdf_sha256"]},
        {"name": f"{invoice['work_order_number']} job sheet.pdf", "sha256": invoice["job_sheet_sha256"]},
    ]
    assert company.ada.put(f"{where}/photos", {"photo_ids": []}).status_code == 409
    for wrong in ({"recipient": "nobody"}, {"subject": "two\nlines"}):
        assert company.ada.post(f"{where}/send", message | wrong).status_code == 422
