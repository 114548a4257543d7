import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import TablesMigration


class Migration(TablesMigration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("sku", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("unit", models.TextField(default="pc")),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["name", "id"], name="part_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("sku", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                        name="part_named",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("sku", models.TextField()),
                ("name", models.TextField()),
                ("unit", models.TextField(default="pc")),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="stock.part",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("kind", models.TextField(choices=[("van", "Van"), ("shelf", "Shelf")])),
                ("name", models.TextField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "technician",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.technician",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("technician",), name="place_van_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)), fields=("name",), name="place_name_unique"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="place_name_present"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "van"), ("technician__isnull", False)),
                            models.Q(("kind", "shelf"), ("technician", None)),
                            _connector="OR",
                        ),
                        name="place_van_is_somebodys",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("load", "Load"),
                            ("use", "Use"),
                            ("return", "Return"),
                            ("count", "Count"),
                            ("transfer", "Transfer"),
                        ]
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("counted", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("note", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="stock.part"
                    ),
                ),
                (
                    "other_place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.place"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="stock.place"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "part", "-at"], name="move_of_place"),
                    models.Index(fields=["part", "-id"], name="move_of_part"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=("kind", "source"),
                        name="move_source_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["load", "use", "return", "count", "transfer"])),
                        name="move_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "load"), ("quantity__gt", 0)),
                            models.Q(("kind", "use"), ("quantity__lt", 0)),
                            models.Q(("kind__in", ["return", "transfer"]), models.Q(("quantity", 0), _negated=True)),
                            ("kind", "count"),
                            _connector="OR",
                        ),
                        name="move_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "transfer"), ("other_place__isnull", False)),
                            models.Q(models.Q(("kind", "transfer"), _negated=True), ("other_place", None)),
                            _connector="OR",
                        ),
                        name="move_transfer_has_two_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counted", None), ("counted__gte", 0), _connector="OR"),
                        name="move_counted_sign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("kind", models.TextField(choices=[("van", "Van"), ("shelf", "Shelf")])),
                ("name", models.TextField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="stock.place",
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.technician",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
