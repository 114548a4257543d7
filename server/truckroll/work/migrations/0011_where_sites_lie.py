"""Works out which territories the sites of an installation lie in, once; from then on it is kept."""

from typing import Any

from django.db import migrations

from truckroll.travel.places import in_territory, place_of


def work_out(apps: Any, _schema_editor: Any) -> None:
    """This will keep an area for every site that lies in a territory."""
    territories = list(apps.get_model("workforce", "Territory").objects.filter(archived_at=None))
    if not territories:
        return
    area = apps.get_model("work", "SiteArea")
    made = []
    for site in apps.get_model("customers", "Site").objects.only("id", "lat", "lon", "postal_code").iterator():
        place = place_of(site.lat, site.lon)
        ids = sorted(
            t.pk
            for t in territories
            if in_territory(place, site.postal_code, polygon=t.polygon, postal_codes=t.postal_codes)
        )
        if ids:
            made.append(area(site_id=site.pk, territory_ids=ids))
    area.objects.bulk_create(made, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0010_site_areas"),
        ("workforce", "0001_initial"),
    ]

    operations = [migrations.RunPython(work_out, migrations.RunPython.noop)]
