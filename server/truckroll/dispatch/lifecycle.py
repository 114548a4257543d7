"""Every state an offer can be in and every way it may move. Nothing else changes Offer.status."""

from __future__ import annotations

from django.db import models

from truckroll.foundation.lifecycle import Lifecycle, Move


class OfferStatus(models.TextChoices):
    HELD = "held"
    CONFIRMED = "confirmed"
    LET_GO = "let_go"
    EXPIRED = "expired"


S = OfferStatus

# Past `held_until` it blocks nobody, whether a worker has come by and said so or not.
OFFER = Lifecycle(
    name="offer",
    states=OfferStatus,
    initial=S.HELD,
    moves=(
        # The customer took long: if the time is still free, it is his.
        Move.of("confirm", [S.HELD, S.EXPIRED], S.CONFIRMED),
        Move.of("let_go", [S.HELD, S.EXPIRED], S.LET_GO),
        Move.of("expire", [S.HELD], S.EXPIRED),
    ),
)
