"""Files by content: a blob is stored whole under its SHA-256 or not at all, and its row is the last step (P3).

Order: write → fsync → rename → fsync of the folder → row. Whoever sees the row will find the bytes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse

from truckroll.foundation import crash
from truckroll.foundation.models import Blob
from truckroll.foundation.refusals import Refusal

# By their first bytes; what a client claims is never believed.
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"})


class HashMismatch(Refusal):
    """The bytes that came are not the ones that were announced."""

    code = "hash_mismatch"
    title = "The file arrived damaged"
    http_status = 460
    what_to_do = "Send it again from the start."


def media_type_of(head: bytes) -> str:
    """This will be the media type that the first bytes show; unknown ones are only ever offered for download."""
    for start, kind in _SIGNATURES:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"):
        return "image/heic"
    return "application/octet-stream"


def path_of(sha256: str) -> Path:
    """This will be where the bytes of that hash lie, stored or not."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def find_blob(sha256: str) -> Blob | None:
    """This will be the stored blob of that hash, or None."""
    return Blob.objects.filter(sha256=sha256).first()


def store(content: bytes) -> Blob:
    """This will be the blob of these bytes, stored now if they were not before."""
    sha256 = hashlib.sha256(content).hexdigest()
    if (known := find_blob(sha256)) is not None:
        return known
    inbox = Path(settings.MEDIA_ROOT) / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=inbox)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return adopt(Path(name), sha256)


def read(blob: Blob) -> bytes:
    """This will be the bytes of a blob."""
    return path_of(blob.sha256).read_bytes()


def adopt(file: Path, sha256: str) -> Blob:
    """This will be the blob made of a file on the same disk, which is moved to its place.

    Raises
    ------
    HashMismatch
        The file has another hash; it is deleted.
    """
    crash.point("blob.after_write")
    found = hashlib.sha256()
    with file.open("rb") as opened:
        head = opened.read(64)
        opened.seek(0)
        while chunk := opened.read(1 << 20):
            found.update(chunk)
        os.fsync(opened.fileno())
        size = opened.tell()
    if found.hexdigest() != sha256:
        file.unlink()
        raise HashMismatch("The bytes do not have the announced hash.", announced=sha256, received=found.hexdigest())
    crash.point("blob.after_fsync")
    place = path_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    # The same content twice: the second file takes the place of the first, byte for byte the same.
    file.replace(place)
    crash.point("blob.after_rename")
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    crash.point("blob.before_row")
    blob, _ = Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": media_type_of(head)})
    return blob


def serve(blob: Blob, *, name: str) -> FileResponse:
    """This will be the response with a blob's bytes: shown if it is a picture or PDF, else only ever downloaded."""
    is_shown = blob.media_type in SHOWN_INLINE
    response = FileResponse(
        path_of(blob.sha256).open("rb"),
        as_attachment=not is_shown,
        filename=name,
        content_type=blob.media_type if is_shown else "application/octet-stream",
    )
    # Somebody else's file: the browser neither guesses what it is nor runs anything in it.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
