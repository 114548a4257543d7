"""Shows what a message would say about a real work order, without saying it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truckroll.accounts.actors import Actor
from truckroll.notifications import gathering
from truckroll.notifications.kinds import KINDS, Channel, Kind, Words
from truckroll.notifications.wording import fill
from truckroll.work import queries as work
from truckroll.work.lifecycle import VisitStatus


@dataclass(frozen=True, slots=True)
class Preview:
    """The words filled in, and to whom they would go, or why not."""

    subject: str
    body: str
    recipient_name: str
    recipient: str
    channel: str
    reason: str


def preview(*, kind: str, words: Words, work_order_id: int, actor: Actor, now: datetime) -> Preview:
    """This will be the words as this work order's contact would read them.

    Raises
    ------
    NotFound
        There is no such work order, or the actor may not see it.
    """
    order = work.get_work_order(actor=actor, work_order_id=work_order_id)
    visits = work.list_visits(actor=actor, work_order_id=order.pk)
    missed = visits.filter(status=VisitStatus.NO_ACCESS).last() if kind == Kind.MISSED else None
    last = missed or visits.last()
    visit = work.find_visit_with_job(last.pk) if last is not None else None
    report = gathering.report_of(order)
    facts = gathering.facts_of(
        order,
        visit,
        head=gathering.letterhead(),
        now=now,
        link="(the address of the status page)",
        report=report,
        rebook="(the address where a time is chosen)",
    )
    filled = fill(words, facts)
    person = gathering.person_of(order, now=now)
    said = gathering.said_of(kind) if kind in KINDS else gathering.Said({}, dict.fromkeys(Channel.values, True))
    way = gathering.way_to(person, said, country=gathering.country_of(order.site))
    return Preview(
        filled.subject, filled.body, person.name, way.recipient if way else "", way.channel if way else "",
        way.reason if way else "Such messages are switched off.",
    )  # fmt: skip
