"""What a customer agreed to be told by, and what he likes best, as conditions say it. Pure."""

from __future__ import annotations

# Each consent with the channels it leaves out; a nearer "all" lifts what is said above.
CONSENTS: dict[str, frozenset[str]] = {
    "all": frozenset(),
    "no_email": frozenset({"email"}),
    "no_sms": frozenset({"sms"}),
    "none": frozenset({"email", "sms"}),
}
CHANNELS = ("email", "sms", "phone")
KNOWN: dict[str, tuple[str, ...]] = {"consent": tuple(CONSENTS), "channel": CHANNELS}


def barred(consent: str) -> frozenset[str]:
    """This will be the channels nobody may be told by; words written before they were fixed bar none."""
    return CONSENTS.get(consent, frozenset())
