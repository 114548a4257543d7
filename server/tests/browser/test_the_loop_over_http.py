"""The same life of one job, told over HTTP alone: what a program would do that replaces every door."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any


def do_the_job(phone: Any, visit: dict[str, Any], photo: bytes) -> None:
    """Send what a phone sends: numbered commands in one batch, then the bytes of photo and signature."""
    device = str(uuid.uuid4())
    phone.post("/mobile/devices", {"client_uuid": device, "name": "a program"})
    day = phone.get(f"/mobile/day?device={device}")
    (mine,) = [one for one in day["visits"] if one["id"] == visit["id"]]
    signature = photo + b"\0"
    files = {data: str(uuid.uuid4()) for data in (photo, signature)}

    def file(data: bytes) -> dict[str, Any]:
        sha256 = hashlib.sha256(data).hexdigest()
        return {"client_uuid": files[data], "sha256": sha256, "size": len(data), "content_type": "image/png"}

    steps: list[tuple[str, dict[str, Any]]] = [
        ("depart_visit", {}),
        ("arrive_visit", {}),
        *(("acknowledge_hazard", {"hazard_id": one["id"]}) for one in mine["site"]["hazards"]),
        ("start_visit", {}),
        ("attach_photo", {"kind": "after"} | file(photo)),
        ("use_part", {"client_uuid": str(uuid.uuid4()), "sku": "GV-1", "description": "Gas valve", "quantity": "1"}),
        ("add_note", {"client_uuid": str(uuid.uuid4()), "text": "The shut-off is behind the door."}),
        ("answer_checklist", {"item_id": mine["checklist"][0]["id"], "value": "yes"}),
        ("sign_visit", {"name": "Cleo", "role": "tenant", "refusal_reason": ""} | file(signature)),
        ("complete_visit", {"summary": "Replaced the gas valve.", "scope_done": [one["id"] for one in mine["scope"]]}),
    ]
    began = datetime.fromisoformat(day["now"])
    # Two seconds each, up to now: work of less than a second is no work.
    at = [(began - timedelta(seconds=2 * (len(steps) - step))).isoformat() for step in range(len(steps) + 1)]
    sent = {
        "device": device,
        "sent_at": at[-1],
        "unsent": len(steps),
        "commands": [
            {
                "uuid": str(uuid.uuid4()),
                "seq": seq,
                "type": kind,
                "payload": {"visit_id": visit["id"]} | more,
                "at": at[seq - 1],
            }
            for seq, (kind, more) in enumerate(steps, 1)
        ],
    }
    answers = phone.post("/mobile/commands", sent)["answers"]
    assert [(one["outcome"], one["body"].get("detail")) for one in answers] == [("applied", None)] * len(steps)
    # The answers were lost on their way: the phone sends the same again, and nothing is done twice.
    again = phone.post("/mobile/commands", sent)["answers"]
    assert [one["outcome"] for one in again] == ["duplicate"] * len(steps)
    for data in files:
        upload(phone, data)


def upload(phone: Any, data: bytes) -> None:
    """Bring one file in by tus: announced by its hash, then its bytes."""
    said = {"sha256": hashlib.sha256(data).hexdigest(), "filetype": "image/png"}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    tus = {"Tus-Resumable": "1.0.0"}
    announced = {"Upload-Length": str(len(data)), "Upload-Metadata": metadata}
    answer = phone.send("POST", "/api/mobile/uploads", b"", **tus, **announced)
    assert answer.status in (200, 201), answer
    # What the office has already from an earlier try is not sent again.
    offset = int(answer.headers["Upload-Offset"])
    if offset < len(data):
        part = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        assert phone.send("PATCH", answer.headers["Location"], data[offset:], **tus, **part).status == 204


def test_a_request_becomes_an_issued_invoice_over_http(company: Any, picture: bytes) -> None:
    there = company.installation
    stranger, dana, bill, tariq = (
        there.http(email) for email in ("", "dana@example.test", "bill@example.test", "tariq@example.test")
    )
    form = dana.post("/request-forms", {"site_id": company.ids["site"], "label": "Flat 3"})
    asked = stranger.post(
        "/portal/requests",
        {"token": form["path"].removeprefix("/portal/r/"), "client_uuid": str(uuid.uuid4()),
         "description": "No heat since last night", "contact_name": "Cleo", "contact_phone": "020 7946 0000"},
    )  # fmt: skip
    (request,) = [one for one in dana.get("/requests")["items"] if one["number"] == asked["reference"]]
    order = dana.post(f"/requests/{request['id']}/accept", {"work_type_id": company.ids["gas repair"]})

    visit = company.assigned(order["id"])
    assert visit["technician_id"] == company.ids["tariq"]
    decision = dana.get(f"/visits/{visit['id']}/decisions")["items"][0]
    assert (decision["how"], decision["technician"]) == ("auto", "Tariq")
    broken = {one["technician"]: [rule["sentence"] for rule in one["broken"]] for one in decision["candidates"]}
    assert (broken["Tariq"], broken["Tove"]) == ([], ["Needs Gas; Tove does not have it."])

    do_the_job(tariq, visit, picture)
    record = dana.get(f"/work-orders/{order['id']}")
    assert (record["status"], record["visits"][0]["status"]) == ("completed", "completed")
    assert [one["description"] for one in record["parts"]] == ["Gas valve"]
    assert [len(record[what]) for what in ("photos", "signatures", "notes")] == [1, 1, 1]
    shown = dana.send("GET", f"/api/photos/{record['photos'][0]['id']}/content")
    assert (shown.status, shown.body) == (200, picture)
    dana.post(f"/work-orders/{order['id']}/approve")

    draft = bill.post(f"/work-orders/{order['id']}/invoice-draft")
    # One hour at least, the call-out and the valve: 80.00 + 45.00 + 32.50, and 20 % on it.
    assert (draft["net_minor"], draft["total_minor"], draft["currency"]) == (15750, 18900, "GBP")
    issued = bill.post(f"/invoices/{draft['id']}/issue", {"version": draft["version"]})
    assert (issued["status"], issued["number"][:9]) == ("issued", "INV-2026-")
    status, pdf = bill.call("GET", f"/api/invoices/{draft['id']}/pdf")
    assert (status, pdf[:5]) == (200, b"%PDF-")
