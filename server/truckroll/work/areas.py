"""Keeps which territories each site lies in, whenever a pin, a postal code or an area moves."""

from __future__ import annotations

from collections.abc import Iterable

from truckroll.customers import queries as customers
from truckroll.travel.places import in_territory, place_of
from truckroll.work.models import SiteArea
from truckroll.workforce import queries as workforce


def keep_areas(site_ids: Iterable[int] | None = None) -> None:
    """This will work out in which territories these sites lie, or all of them, and keep what changed."""
    territories = workforce.territories_in_use()
    if not territories and site_ids is not None:
        # Nothing lies anywhere, and an import brings thousands of sites.
        return
    known = {area.site_id: area for area in _areas(site_ids)}
    fresh, changed = [], []
    for site in customers.list_places(site_ids):
        place = place_of(site["lat"], site["lon"])
        ids = sorted(
            t.pk
            for t in territories
            if in_territory(place, site["postal_code"], polygon=t.polygon, postal_codes=t.postal_codes)
        )
        area = known.get(site["id"])
        if area is None and ids:
            fresh.append(SiteArea(site_id=site["id"], territory_ids=ids))
        elif area is not None and area.territory_ids != ids:
            area.territory_ids = ids
            changed.append(area)
    SiteArea.objects.bulk_create(fresh, batch_size=1000)
    SiteArea.objects.bulk_update(changed, ["territory_ids"], batch_size=1000)


def _areas(site_ids: Iterable[int] | None) -> Iterable[SiteArea]:
    return SiteArea.objects.all() if site_ids is None else SiteArea.objects.filter(site__in=list(site_ids))
