"""Every write of who answers outside of hours: rotas with their weekly turns, and swaps for a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import publish
from truckroll.foundation.local_time import local_date, start_of_day
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import lock_at, touch
from truckroll.workforce import queries
from truckroll.workforce.actions.technicians import NameTaken
from truckroll.workforce.events import OnCallRotaChanged, OnCallRotaCreated, OnCallSwapped, OnCallSwapRemoved
from truckroll.workforce.models import OnCallPattern, OnCallRank, OnCallRota, OnCallSwap, Technician
from truckroll.workforce.on_call import Duty, Turn, clash_of, first_clash


class OnCallTwice(Refusal):
    """Two answer first at one time, or one person is to answer first and second."""

    code = "on_call_twice"
    title = "Two turns meet"
    what_to_do = "Let one turn end where the other begins, or give one of them to somebody else."


class SwappedAlready(Refusal):
    """That date has a swap."""

    code = "swapped_already"
    title = "This turn is swapped already"
    what_to_do = "Take the swap back first, then enter the new one."


refuse_constraint("on_call_rota_name_unique", lambda: NameTaken("Another rota has this name.", noun="on_call_rota"))
refuse_constraint(
    "on_call_pattern_one_at_a_time", lambda: OnCallTwice("Two technicians would be on call in one rank at one time.")
)
refuse_constraint("on_call_swap_once", lambda: SwappedAlready("Somebody took this turn over already."))


def create_on_call_rota(
    *,
    name: str,
    zone: str,
    actor: Actor,
    now: datetime,
    territory_id: int | None = None,
    skill_id: int | None = None,
    patterns: Iterable[dict[str, Any]] = (),
) -> OnCallRota:
    """This will begin a rota of who answers outside of hours.

    Raises
    ------
    OnCallTwice
        Two of its turns meet.
    Invalid
        It names an area, a skill or a technician that does not exist.
    """
    _check_names(territory_id, skill_id, actor)
    rota = OnCallRota.objects.create(name=name, zone=zone, territory_id=territory_id, skill_id=skill_id)
    _set_patterns(rota, patterns, actor=actor, now=now)
    publish(OnCallRotaCreated(on_call_rota_id=rota.pk), at=now)
    return rota


def change_on_call_rota(
    *, rota: OnCallRota, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> OnCallRota:
    """This will rename a rota, or change its area, trade or turns; `patterns` replaces all of them.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    OnCallTwice
        Two of its turns would meet.
    """
    lock_at(rota, version)
    _check_names(values.get("territory_id"), values.get("skill_id"), actor)
    archived = values.pop("archived", None)
    if archived is not None:
        values["archived_at"] = now if archived else None
    patterns = values.pop("patterns", None)
    rota.change(**values)
    if patterns is None and "zone" in values:
        patterns = list(OnCallPattern.objects.filter(rota=rota).values(*_FIELDS))
    if patterns is not None:
        OnCallPattern.objects.filter(rota=rota).delete()
        _set_patterns(rota, patterns, actor=actor, now=now)
    publish(OnCallRotaChanged(on_call_rota_id=rota.pk), at=now)
    return rota


def swap_on_call(
    *, rota: OnCallRota, rank: int, on: date, technician: Technician, actor: Actor, now: datetime, reason: str = ""
) -> OnCallSwap:
    """This will let another technician answer, for the duties of a rank that begin on that date.

    Raises
    ------
    Invalid
        Nobody of that rank is on call then, or it is he already.
    OnCallTwice
        He is on call in the other rank at that time.
    SwappedAlready
        The date has a swap.
    """
    lock_at(rota, None)
    if OnCallSwap.objects.filter(rota=rota, rank=rank, on=on).exists():
        raise SwappedAlready("Somebody took this turn over already.", on=on, rank=OnCallRank(rank).label)
    around = [start_of_day(on + timedelta(days=days), rota.zone) for days in (-2, 3)]
    before = [duty for duty in queries.duties_of(rota, *around) if (duty.rank, duty.on) == (rank, on)]
    if not before:
        raise Invalid("Nobody of that rank is on call on that date.", field="on")
    if all(duty.technician_id == technician.pk for duty in before):
        raise Invalid(f"{technician.name} is on call then anyway.", field="technician_id")
    swap = OnCallSwap.objects.create(rota=rota, rank=rank, on=on, technician=technician, reason=reason)
    if (clash := first_clash(queries.duties_of(rota, *around))) is not None:
        raise _twice(clash)
    touch(OnCallRota, [rota.pk])
    fact = OnCallSwapped(on_call_rota_id=rota.pk, on_call_swap_id=swap.pk, technician_id=technician.pk)
    publish(fact, at=now, topics=["office", f"technician:{technician.pk}"])
    return swap


def remove_on_call_swap(*, swap: OnCallSwap, actor: Actor, now: datetime) -> None:
    """This will let the usual technician answer after all."""
    lock_at(swap.rota, None)
    fact = OnCallSwapRemoved(on_call_rota_id=swap.rota_id, on_call_swap_id=swap.pk, technician_id=swap.technician_id)
    swap.delete()
    touch(OnCallRota, [fact.on_call_rota_id])
    publish(fact, at=now, topics=["office", f"technician:{fact.technician_id}"])


_FIELDS = ("rank", "technician_id", "weekday", "starts", "ends", "from_on", "to_on")


def _set_patterns(rota: OnCallRota, patterns: Iterable[dict[str, Any]], *, actor: Actor, now: datetime) -> None:
    wanted: list[dict[str, Any]] = [{name: pattern.get(name) for name in _FIELDS} for pattern in patterns]
    named: set[int] = {pattern["technician_id"] for pattern in wanted}
    known = set(queries.technician_cards(named))
    if unknown := sorted(named - known):
        raise Invalid(f"There is no technician {unknown[0]}.", field="patterns", unknown=unknown)
    turns = [Turn(**pattern) for pattern in wanted]
    if (clash := clash_of(turns, rota.zone, local_date(now, rota.zone))) is not None:
        raise _twice(clash)
    OnCallPattern.objects.bulk_create([OnCallPattern(rota=rota, **pattern) for pattern in wanted])


def _twice(clash: tuple[Duty, Duty]) -> OnCallTwice:
    names = {pk: card["name"] for pk, card in queries.technician_cards({d.technician_id for d in clash}).items()}
    before, after = clash
    one, other = (names.get(duty.technician_id, "?") for duty in clash)
    ranks = [OnCallRank(duty.rank).label.lower() for duty in clash]
    return OnCallTwice(
        f"{one} ({ranks[0]}) and {other} ({ranks[1]}) would both be on call at {after.starts_at.isoformat()}.",
        starts_at=after.starts_at,
        ends_at=min(before.ends_at, after.ends_at),
        technicians=[one, other],
    )


def _check_names(territory_id: int | None, skill_id: int | None, actor: Actor) -> None:
    if territory_id is not None:
        queries.get_territory(actor=actor, territory_id=territory_id)
    if skill_id is not None:
        queries.get_skill(actor=actor, skill_id=skill_id)
