"""The states of an import: read and judged, then applied; a killed one is finished at the next start."""

from django.db import models

from truckroll.foundation.lifecycle import Lifecycle, Move


class BatchStatus(models.TextChoices):
    STAGING = "staging"
    ASKING = "asking"
    STAGED = "staged"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"
    UNREADABLE = "unreadable"


S = BatchStatus
BATCH = Lifecycle(
    name="import_batch",
    states=BatchStatus,
    initial=S.STAGING,
    moves=(
        Move.of("stage", [S.STAGING], S.STAGED),
        Move.of("give_up", [S.STAGING], S.UNREADABLE),
        Move.of("apply", [S.STAGED], S.APPLYING),
        Move.of("finish", [S.APPLYING], S.APPLIED),
        Move.of("ask", [S.STAGING], S.ASKING),
        Move.of("answer", [S.ASKING, S.STAGED], S.STAGING),
        Move.of("undo", [S.APPLIED], S.UNDONE),
        # All or none was asked for, and a row was refused after others had come in.
        Move.of("withdraw", [S.APPLYING], S.UNDONE),
        Move.of("discard", [S.STAGING, S.ASKING, S.STAGED], S.DISCARDED),
    ),
)
