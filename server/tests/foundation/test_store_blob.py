"""A file is stored whole under its hash or not at all; the fault tests say so wherever the process dies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.foundation import blobs
from truckroll.foundation.models import Blob

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = b"\xff\xd8\xff" + b"a picture" * 9_000
SHA = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


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
