"""Every state a message can be in and every way it may move. Nothing else changes its status."""

from django.db import models

from truckroll.foundation.lifecycle import Lifecycle, Move


class MessageStatus(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHHELD = "withheld"
    OVERTAKEN = "overtaken"
    TOLD = "told"


S = MessageStatus

# fmt: off
MESSAGE = Lifecycle(
    name="message",
    states=MessageStatus,
    initial=S.QUEUED,
    moves=(
        #        move        from                                       to
        # From sending too: whoever had leased it died, and silence is worse than saying it twice.
        Move.of("lease",     [S.QUEUED, S.SENDING],                     S.SENDING),
        Move.of("give_back", [S.SENDING],                               S.QUEUED),
        Move.of("confirm",   [S.SENDING],                               S.SENT),
        # A receipt may be faster than our own answer.
        Move.of("deliver",   [S.SENDING, S.SENT],                       S.DELIVERED),
        Move.of("fail",      [S.QUEUED, S.SENDING, S.SENT],             S.FAILED),
        # No way out is set up, nobody's address is known, or he does not want it: its words are read out.
        Move.of("withhold",  [S.QUEUED],                                S.WITHHELD),
        # A newer message says what holds now.
        Move.of("overtake",  [S.QUEUED, S.WITHHELD, S.FAILED],          S.OVERTAKEN),
        Move.of("resend",    [S.FAILED, S.WITHHELD],                    S.QUEUED),
        Move.of("tell",      [S.QUEUED, S.FAILED, S.WITHHELD],          S.TOLD),
    ),
)
# fmt: on
