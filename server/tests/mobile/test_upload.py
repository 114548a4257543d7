"""Photos come in pieces: resumed where they were cut, stored whole or not at all, joined with what announced them."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

import pytest

from truckroll.foundation import blobs
from truckroll.foundation.models import Blob, OutboxEvent

PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 40
SHA = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def start(day: Any, *, sha: str = SHA, size: int = len(PICTURE)) -> Any:
    metadata = f"sha256 {base64.b64encode(sha.encode()).decode()},filetype {base64.b64encode(b'image/jpeg').decode()}"
    return day.phone.api._client.post(
        "/api/mobile/uploads",
        headers={"Upload-Length": str(size), "Upload-Metadata": metadata, "Tus-Resumable": "1.0.0"},
    )


def piece(day: Any, place: str, offset: int, data: bytes) -> Any:
    return day.phone.api._client.patch(
        place, data, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset)}
    )


def attach(day: Any, **values: Any) -> dict[str, Any]:
    payload = {"visit_id": day.visit.pk, "client_uuid": str(uuid.uuid4()), "kind": "before", "sha256": SHA} | values
    return day.phone.do("attach_photo", **payload)


def photos(day: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = day.phone.api.get("/mobile/day").json()["visits"][0]["photos"]
    return found


def test_p3_rule_53_a_photo_is_announced_first_and_comes_in_pieces(day: Any, told: Any) -> None:
    assert attach(day)["outcome"] == "applied"
    assert [(p["received"], p["url"]) for p in photos(day)] == [(False, None)]
    started = start(day)
    assert (started.status_code, started["Upload-Offset"], started["Tus-Resumable"]) == (201, "0", "1.0.0")
    place = started["Location"]
    assert piece(day, place, 0, PICTURE[:4000])["Upload-Offset"] == "4000"
    # The phone died; it announces again and asks how much is here.
    assert start(day)["Location"] == place
    head = day.phone.api._client.head(place)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("4000", str(len(PICTURE)))
    assert Blob.objects.count() == 0
    done = piece(day, place, 4000, PICTURE[4000:])
    assert (done.status_code, done["Upload-Offset"]) == (204, str(len(PICTURE)))
    assert blobs.path_of(SHA).read_bytes() == PICTURE
    (photo,) = photos(day)
    assert photo["received"] is True
    shown = day.phone.api._client.get(photo["url"])
    assert (b"".join(shown.streaming_content), shown["Content-Type"]) == (PICTURE, "image/jpeg")
    assert told()[-1] == "work.photo.received"
    assert day.others.api._client.get(photo["url"]).status_code == 404


def test_bytes_that_come_before_their_announcement_are_joined_by_it(day: Any) -> None:
    place = start(day)["Location"]
    assert piece(day, place, 0, PICTURE).status_code == 204
    attach(day)
    assert [p["received"] for p in photos(day)] == [True]


def test_a_piece_at_the_wrong_place_is_refused_with_the_right_one(day: Any) -> None:
    place = start(day)["Location"]
    piece(day, place, 0, PICTURE[:100])
    for offset in (0, 50, 101):
        answer = piece(day, place, offset, b"x")
        assert (answer.status_code, answer.json()["code"], answer["Upload-Offset"]) == (409, "wrong_offset", "100")


def test_a_damaged_file_starts_anew_and_leaves_nothing(day: Any) -> None:
    attach(day)
    place = start(day)["Location"]
    answer = piece(day, place, 0, b"\x00" + PICTURE[1:])
    assert (answer.status_code, answer.json()["code"], answer["Upload-Offset"]) == (460, "hash_mismatch", "0")
    assert (Blob.objects.count(), [p["received"] for p in photos(day)]) == (0, [False])
    assert piece(day, place, 0, PICTURE).status_code == 204
    assert [p["received"] for p in photos(day)] == [True]


def test_the_last_piece_sent_again_is_refused_and_the_file_is_there(day: Any) -> None:
    place = start(day)["Location"]
    piece(day, place, 0, PICTURE)
    facts = OutboxEvent.objects.count()
    assert piece(day, place, 0, PICTURE)["Upload-Offset"] == str(len(PICTURE))
    assert start(day)["Upload-Offset"] == str(len(PICTURE))
    assert (Blob.objects.count(), OutboxEvent.objects.count()) == (1, facts)


@pytest.mark.parametrize(("sha", "size"), [("x" * 64, 10), (SHA, 0), (SHA, 26 * 1024 * 1024)])
def test_what_is_no_photo_is_refused(day: Any, sha: str, size: int) -> None:
    assert start(day, sha=sha, size=size).status_code == 422


def test_an_upload_is_its_owners(day: Any) -> None:
    place = start(day)["Location"]
    assert day.others.api._client.head(place).status_code == 404
