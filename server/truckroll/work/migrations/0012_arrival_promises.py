import django.db.models.deletion
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("work", "0011_where_sites_lie"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="is_kept_back",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="visit",
            name="untold_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="is_kept_back",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="untold_reason",
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name="ArrivalPromise",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("promised_at", models.DateTimeField()),
                ("promised_by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="work.visit"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at", None), ("starts_at", None)),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="arrival_promise_whole",
                    )
                ],
            },
        ),
    ]
