"""A file is stored whole under its hash or not at all, wherever the process dies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.foundation import blobs
from truckroll.foundation.crash import POINTS
from truckroll.foundation.models import Blob

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PICTURE = b"\xff\xd8\xff" + b"a picture" * 9_000
SHA = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.mark.parametrize("point", [p for p in POINTS if p.startswith("blob.")])
def test_f1_p3_killed_at_each_point_of_storing_a_file(point: str, home: Path, in_a_process: Callable[..., int]) -> None:
    def store() -> None:
        blobs.store(PICTURE)

    assert in_a_process(store, crash_at=f"{point}:1") == 137
    assert Blob.objects.count() == 0
    # The phone sends it again: now it is there, and the second pass of the point was never reached.
    assert in_a_process(store, crash_at=f"{point}:2") == 0
    blob = Blob.objects.get()
    assert (blob.sha256, blob.size, blob.media_type) == (SHA, len(PICTURE), "image/jpeg")
    assert blobs.read(blob) == PICTURE


@pytest.mark.django_db
def test_the_same_bytes_are_stored_once(home: Path) -> None:
    assert blobs.store(PICTURE).pk == blobs.store(PICTURE).pk
    assert Blob.objects.count() == 1
    assert list((home / "media" / "inbox").iterdir()) == []


@pytest.mark.django_db
def test_other_bytes_than_announced_are_refused_and_leave_nothing(home: Path) -> None:
    (home / "file").write_bytes(PICTURE + b"!")
    with pytest.raises(blobs.HashMismatch):
        blobs.adopt(home / "file", SHA)
    assert (Blob.objects.count(), (home / "file").exists(), blobs.path_of(SHA).exists()) == (0, False, False)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"<html><script>", "application/octet-stream"),
    ],
)
def test_what_a_file_is_is_read_from_its_bytes(head: bytes, kind: str) -> None:
    assert blobs.media_type_of(head) == kind
