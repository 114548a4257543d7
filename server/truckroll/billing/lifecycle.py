"""The states of an invoice. Paid is not one of them: it follows from payments, because an issued row never changes."""

from django.db import models

from truckroll.foundation.lifecycle import Lifecycle, Move


class InvoiceStatus(models.TextChoices):
    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


S = InvoiceStatus
INVOICE = Lifecycle(
    name="invoice",
    states=InvoiceStatus,
    initial=S.DRAFT,
    moves=(
        Move.of("issue", [S.DRAFT], S.ISSUED),
        Move.of("void", [S.DRAFT], S.VOID),
    ),
)
