"""The kinds of messages with their default words, by channel; every word may be changed by the company. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import models


class Kind(models.TextChoices):
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    ON_THE_WAY = "on_the_way"
    BUMPED = "bumped"
    MISSED = "missed"
    DONE = "done"
    INVOICE = "invoice"
    TEST = "test"


class Channel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says; a text message has no subject."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class About:
    """What is fixed of a kind: when it goes out, how long it is of use, and its words to begin with."""

    title: str
    useful: timedelta
    # A plan that is moved back, or a mistake undone, within this time says nothing at all.
    settles: timedelta
    # Told in the night too: it is about the next minutes.
    at_any_hour: bool
    email: Words
    text: str

    def words(self, channel: str) -> Words:
        """This will be the default words on a channel."""
        return self.email if channel == Channel.EMAIL else Words("", self.text)


# {names} are filled in; a line with one that is empty is left out.
PLACEHOLDERS = {
    "contact": "the name of the contact",
    "company": "your company's name",
    "phone": "the number customers call",
    "number": "number of the request or work order",
    "site": "the site's name",
    "address": "the site's address",
    "work": "the type of work",
    "technician": "the technician's name",
    "day": "the day of the visit",
    "from": "start of the arrival window",
    "to": "end of the arrival window",
    "arrives": "when the technician is expected, while on the way",
    "reason": "why a visit was taken off",
    "report": "what was done: visits and parts",
    "link": "address of the status page",
    "came": "when the technician stood before a closed door",
    "rebook": "address where another time is chosen, good for one visit",
}

_NOW = timedelta(0)
_SIGNED = "\n\n{company}\n{phone}"

KINDS: dict[str, About] = {
    Kind.RECEIVED: About(
        "Request received", timedelta(hours=24), _NOW, False,
        Words(
            "We have your request {number}",
            "Hello {contact},\n\nwe have your request {number}.\nIt is about: {work} at {site}.\n"
            "You can follow it here: {link}" + _SIGNED,
        ),
        "We have your request {number}.\n{link}\n{company}",
    ),
    Kind.CONFIRMED: About(
        "Visit confirmed", timedelta(hours=24), timedelta(minutes=5), False,
        Words(
            "Your visit on {day} ({number})",
            "Hello {contact},\n\n{technician} comes on {day} between {from} and {to}.\n"
            "Work: {work} at {site} ({number}).\nYou can follow it here: {link}" + _SIGNED,
        ),
        "Your visit is on {day} between {from} and {to} ({number}).\n{link}\n{company}",
    ),
    Kind.MOVED: About(
        "Visit moved", timedelta(hours=24), timedelta(minutes=5), False,
        Words(
            "Your visit is now on {day} ({number})",
            "Hello {contact},\n\nwe had to move your visit. It is now on {day} between {from} and {to}.\n"
            "Work: {work} at {site} ({number}).\nYou can follow it here: {link}" + _SIGNED,
        ),
        "We had to move your visit to {day} between {from} and {to} ({number}).\n{link}\n{company}",
    ),
    Kind.ON_THE_WAY: About(
        "Technician on the way", timedelta(hours=1), _NOW, True,
        Words(
            "{technician} is on the way ({number})",
            "Hello {contact},\n\n{technician} is on the way to {site}.\nExpected at about {arrives}.\n"
            "You can follow it here: {link}" + _SIGNED,
        ),
        "{technician} is on the way to you.\nExpected at about {arrives}.\n{link}\n{company}",
    ),
    Kind.BUMPED: About(
        "Visit taken off", timedelta(hours=24), timedelta(minutes=5), False,
        Words(
            "We cannot come on {day} ({number})",
            "Hello {contact},\n\nwe are sorry: we cannot come on {day} between {from} and {to} as we said.\n"
            "We are looking for another time and will tell you.\nYou can follow it here: {link}" + _SIGNED,
        ),
        "We are sorry, we cannot come on {day} as we said ({number}).\nWe will tell you another time.\n"
        "{link}\n{company}",
    ),
    Kind.MISSED: About(
        "We missed you", timedelta(hours=24), _NOW, False,
        Words(
            "We missed you ({number})",
            "Hello {contact},\n\nwe came on {came} and could not get in.\nWork: {work} at {site} ({number}).\n"
            "Please choose another time here: {rebook}" + _SIGNED,
        ),
        "We came on {came} and could not get in ({number}).\nChoose another time: {rebook}\n{company}\n{phone}",
    ),
    Kind.DONE: About(
        "Work done", timedelta(days=7), timedelta(minutes=5), False,
        Words(
            "The work is done ({number})",
            "Hello {contact},\n\nthe work at {site} is done: {work} ({number}).\n\n{report}\n\n"
            "The record of it is here: {link}" + _SIGNED,
        ),
        "The work at {site} is done ({number}).\n{link}\n{company}",
    ),
}  # fmt: skip

# What a person writes himself, or the company writes to itself, has no template.
WRITTEN_BY_HAND = {Kind.INVOICE: timedelta(days=7), Kind.TEST: timedelta(minutes=10)}


def useful_for(kind: str) -> timedelta:
    """This will be how long after it was written a message of this kind is worth sending."""
    return KINDS[kind].useful if kind in KINDS else WRITTEN_BY_HAND[Kind(kind)]
