"""What this room does about facts of rooms below: visits show words of sites and customers, so they are told anew,
and work orders are found by them. And about its own: an end that comes late may show that a start was in time.
"""

from __future__ import annotations

from django.db.models import Q

from truckroll.accounts.actors import system
from truckroll.contracts.kinds import name_work_types_with
from truckroll.customers.events import (
    AssetChanged,
    ConditionChanged,
    CustomerChanged,
    SiteChanged,
    SiteCreated,
    SiteLocated,
)
from truckroll.customers.visibility import show_sites_with
from truckroll.foundation import clock
from truckroll.foundation.events import on, within
from truckroll.work import tasks
from truckroll.work.actions import links, shown
from truckroll.work.areas import keep_areas
from truckroll.work.events import VisitCompleted
from truckroll.work.queries import sites_needed_by, work_type_names
from truckroll.workforce.events import SkillChanged, TerritoryChanged, TerritoryCreated

_FOLLOWER = system("work.links")
show_sites_with(sites_needed_by)
name_work_types_with(work_type_names)


@within(SiteCreated)
def keep_areas_of_new_site(fact: SiteCreated) -> None:
    """This will work out in which territories a site lies: who is limited to some sees it at once."""
    keep_areas([fact.site_id])


@within(SiteChanged)
def keep_areas_of_changed_site(fact: SiteChanged) -> None:
    """This will work out anew in which territories a site lies: its postal code may be another."""
    keep_areas([fact.site_id])


@within(SiteLocated)
def keep_areas_of_moved_pin(fact: SiteLocated) -> None:
    """This will work out anew in which territories a site lies."""
    keep_areas([fact.site_id])


@within(TerritoryCreated)
def keep_areas_with_new_territory(fact: TerritoryCreated) -> None:
    """This will work out which sites lie in a new territory."""
    keep_areas()


@within(TerritoryChanged)
def keep_areas_with_changed_territory(fact: TerritoryChanged) -> None:
    """This will work out anew which sites lie in which territories."""
    keep_areas()


@on(SiteChanged)
def show_changed_site(fact: SiteChanged) -> None:
    """This will tell the visits at a site anew: its name or address stands on the board."""
    shown.show_again(Q(site_id=fact.site_id), now=clock.now())


@on(SiteLocated)
def show_moved_pin(fact: SiteLocated) -> None:
    """This will tell the visits at a site anew: its pin stands on the map."""
    shown.show_again(Q(site_id=fact.site_id), now=clock.now())


@on(CustomerChanged)
def show_changed_customer(fact: CustomerChanged) -> None:
    """This will tell the visits of a customer anew: his name stands on the board."""
    shown.show_again(Q(site__customer_id=fact.customer_id), now=clock.now())


@on(ConditionChanged)
def show_changed_condition(fact: ConditionChanged) -> None:
    """This will tell the visits it holds for anew: keys and permits stand on the phone."""
    if fact.asset_id is not None:
        below = Q(asset_id=fact.asset_id)
    elif fact.customer_id is not None:
        below = Q(site__customer_id=fact.customer_id)
    else:
        site, parent = fact.site_id, "site__parent"  # portfolio, site, building, unit
        below = Q(site_id=site) | Q(site__parent_id=site)
        below |= Q(**{f"{parent}__parent_id": site}) | Q(**{f"{parent}__parent__parent_id": site})
    shown.show_again(below, now=clock.now())


@on(SkillChanged)
def show_changed_skill(fact: SkillChanged) -> None:
    """This will tell the visits that need a skill anew: its name stands on the board."""
    shown.show_again(Q(work_type__skills__skill_id=fact.skill_id), now=clock.now())


@on(SiteChanged)
def find_by_changed_site(fact: SiteChanged) -> None:
    """This will let the work orders at a site be found by its new name or address."""
    _index("site_id", fact.site_id)


@on(CustomerChanged)
def find_by_changed_customer(fact: CustomerChanged) -> None:
    """This will let the work orders of a customer, or paid by it, be found by its new name."""
    _index("site__customer_id", fact.customer_id)
    _index("bill_to_id", fact.customer_id)


@on(AssetChanged)
def find_by_changed_asset(fact: AssetChanged) -> None:
    """This will let the work orders about a thing be found by its new name or serial number."""
    _index("asset_id", fact.asset_id)


@on(VisitCompleted)
def settle_starts_after_completed(fact: VisitCompleted) -> None:
    """This will settle that something began too early, when this visit had ended in time and nobody knew.

    What waited for a visit that ended unfinished waits for the one that goes on from it, and began too early indeed.
    """
    links.settle_early_starts(first_id=fact.visit_id, actor=_FOLLOWER, now=clock.now())


def _index(path: str, pk: int) -> None:
    more = shown.index_again(Q(**{path: pk}))
    if more is not None:
        tasks.index_again.defer(path=path, pk=pk, after=more)
