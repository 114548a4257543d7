"""P3: what was photographed is not invoiced as complete before every picture is here, unless somebody says why."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation import blobs
from truckroll.work.actions import records

SYSTEM = system("test")
PICTURES = [b"\xff\xd8\xff" + bytes([n]) * 100 for n in range(3)]


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def announce(visit: Any, picture: bytes, now: Any) -> str:
    sha256 = hashlib.sha256(picture).hexdigest()
    records.attach_photo(visit=visit, sha256=sha256, kind="after", actor=SYSTEM, now=now)
    return sha256


def arrive(picture: bytes, now: Any) -> None:
    records.receive_blob(sha256=blobs.store(picture).sha256, now=now)


@pytest.mark.slow
def test_p3_two_of_three_photos_are_not_enough(dana: Any, visit_in: Any, now: Any, told: Any) -> None:
    visit = visit_in("completed")
    order = f"/work-orders/{visit.work_order_id}"
    for picture in PICTURES:
        announce(visit, picture, now)
    for picture in PICTURES[:2]:
        arrive(picture, now)
    before = told()
    answer = dana.post(f"{order}/approve").json()
    assert (answer["status"], answer["code"]) == (409, "files_missing")
    assert answer["detail"].endswith(": 2 of 3 photos received.")
    assert answer["facts"] == {
        "work_order_id": visit.work_order_id, "photos_received": 2, "photos_announced": 3,
    }  # fmt: skip
    whole = dana.get(order).json()
    assert (whole["status"], whole["approved_at"], whole["notes"], told()) == ("completed", None, [], before)
    arrive(PICTURES[2], now)
    assert dana.post(f"{order}/approve").json()["status"] == "approved"


@pytest.mark.slow
def test_p3_somebody_says_why_it_is_approved_without(dana: Any, visit_in: Any, now: Any) -> None:
    visit = visit_in("completed")
    order = f"/work-orders/{visit.work_order_id}"
    announce(visit, PICTURES[0], now)
    records.sign_visit(visit=visit, name="Carla", role="tenant", sha256="a" * 64, actor=SYSTEM, now=now)
    blank = dana.post(f"{order}/approve", {"without_files_reason": "  "})
    assert (blank.status_code, blank.json()["code"]) == (409, "files_missing")
    assert dana.post(f"{order}/approve", {"without_files_reason": "The phone fell into the canal"}).status_code == 200
    (note,) = dana.get(order).json()["notes"]
    assert note["author"] == "Dana <dana@example.test>"
    missing = "0 of 1 photos received, 0 of 1 signatures received"
    why = "The phone fell into the canal"
    assert note["text"] == f"Approved though not everything has arrived ({missing}): {why}"
    # A picture that comes late is kept all the same.
    arrive(PICTURES[0], now)
    assert [photo["is_received"] for photo in dana.get(order).json()["photos"]] == [True]


def test_nothing_announced_nothing_missing(dana: Any, visit_in: Any) -> None:
    visit = visit_in("completed")
    assert dana.post(f"/work-orders/{visit.work_order_id}/approve").json()["status"] == "approved"
