"""The write of the policy: what wishes are worth, and when visits are released."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.dispatch import queries
from truckroll.dispatch.events import PolicyChanged
from truckroll.dispatch.models import DispatchPolicy, TerritoryRelease
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import ChangedMeanwhile, Invalid
from truckroll.workforce import queries as workforce


def change_policy(*, values: dict[str, Any], actor: Actor, now: datetime) -> DispatchPolicy:
    """This will change what the company's wishes are worth, from the next decision on, and when visits are released.

    `territories` are all areas that release theirs otherwise.

    Raises
    ------
    ChangedMeanwhile
        Somebody else changed it since `version` was read.
    NotFound
        There is no such territory.
    Invalid
        An area is named twice.
    """
    policy, _ = DispatchPolicy.objects.select_for_update().get_or_create(pk=1)
    version = values.pop("version", None)
    if version is not None and version != policy.version:
        raise ChangedMeanwhile("Somebody changed the policy meanwhile.", present=queries.policy_row(policy))
    areas = values.pop("territories", None)
    if areas is not None:
        _keep_areas(areas, actor=actor)
    policy.change(**values)
    publish(PolicyChanged(policy_id=policy.pk), at=now, topics=["office", "admin"])
    return policy


def _keep_areas(areas: list[dict[str, Any]], *, actor: Actor) -> None:
    wanted = {area["territory_id"]: area for area in areas}
    if len(wanted) < len(areas):
        raise Invalid("An area is named once.", field="territories")
    former = {row.territory_id: row for row in TerritoryRelease.objects.select_for_update()}
    for territory_id, area in wanted.items():
        values = {name: value for name, value in area.items() if name != "territory_id"}
        if territory_id in former:
            former[territory_id].change(**values)
        else:
            territory = workforce.get_territory(actor=actor, territory_id=territory_id)
            TerritoryRelease.objects.create(territory=territory, **values)
    for territory_id in former.keys() - wanted.keys():
        former[territory_id].delete()
