"""The roles of a company and the groups of them that routes ask for."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a signed-in person is in the company. `admin` is the owner of the company."""

    TECHNICIAN = "technician"
    LEAD_TECHNICIAN = "lead_technician"
    DISPATCHER = "dispatcher"
    BILLING = "billing"
    COMPLIANCE = "compliance"
    AUDITOR = "auditor"
    ADMIN = "admin"


ANONYMOUS, PORTAL, API_READ, API_WRITE, SYSTEM = "anonymous", "portal", "api_read", "api_write", "system"

FIELD = frozenset({Role.TECHNICIAN.value, Role.LEAD_TECHNICIAN.value})
# See everything of the company; auditor and api_read change nothing.
OFFICE = frozenset(
    {
        Role.DISPATCHER.value,
        Role.BILLING.value,
        Role.COMPLIANCE.value,
        Role.AUDITOR.value,
        Role.ADMIN.value,
        API_READ,
        API_WRITE,
        SYSTEM,
    }
)
# Plan and change work, customers and people.
DISPATCH = frozenset({Role.DISPATCHER.value, Role.ADMIN.value, API_WRITE, SYSTEM})
# Answer for certificates, and alone may set a legal one aside, with a reason (rule 23).
COMPLIANCE = frozenset({Role.COMPLIANCE.value})
# Price, invoice and credit.
MONEY = frozenset({Role.BILLING.value, Role.ADMIN.value, API_WRITE, SYSTEM})
# May see money without changing it.
SEES_MONEY = MONEY | {Role.AUDITOR.value, Role.DISPATCHER.value, API_READ}
ADMIN = frozenset({Role.ADMIN.value, SYSTEM})
SIGNED_IN = OFFICE | FIELD
