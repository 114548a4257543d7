"""Why something is canceled, and whose doing it was: the codes of the report (rule 38). Pure."""

from __future__ import annotations

from truckroll.foundation.refusals import Invalid
from truckroll.work.models import CancelCode, CancelParty

C = CancelCode
CODES = {
    CancelParty.CUSTOMER: (C.CHANGED_MIND, C.FIXED_ITSELF, C.FOUND_ANOTHER, C.NOT_READY, C.OTHER),
    CancelParty.US: (C.NO_CAPACITY, C.NOT_OURS, C.MISTAKE, C.OTHER),
}


def check_cancel(party: str, code: str) -> None:
    """This will refuse a reason that is not one of that party's."""
    if party not in CODES or code not in CODES[CancelParty(party)]:
        known = {one.value: [code.value for code in codes] for one, codes in CODES.items()}
        raise Invalid(f"{code!r} is no reason for which {party!r} cancels.", field="code", known=known)


def canceled_words(party: str, code: str, reason: str, by: str) -> str:
    """This will say who canceled, why, and who wrote it down, as it stands on a line that is void for it."""
    who = "the customer" if party == CancelParty.CUSTOMER else "us"
    why = "" if code in ("", C.OTHER) else f" ({code.replace('_', ' ')})"
    return f"Void: canceled by {who}{why}: {reason}, {by.partition(' <')[0]}"
