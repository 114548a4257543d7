"""Where a site stands among others, what holds for work there, and the skills that kinds of assets ask for."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("customers", "0003_callers"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssetSkill",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("make", models.TextField(blank=True)),
                ("level", models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="AssetSkillEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("make", models.TextField(blank=True)),
                ("level", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("tier", "Tier"),
                            ("vulnerability", "Vulnerability"),
                            ("keys", "Keys"),
                            ("permit", "Permit"),
                            ("notice", "Notice"),
                            ("consent", "Consent"),
                            ("channel", "Channel"),
                            ("preferred_technician", "Preferred Technician"),
                            ("required_technician", "Required Technician"),
                            ("excluded_technician", "Excluded Technician"),
                            ("blackout", "Blackout"),
                        ]
                    ),
                ),
                ("value", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("from_on", models.DateField(null=True)),
                ("until_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ConditionEvent",
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
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("tier", "Tier"),
                            ("vulnerability", "Vulnerability"),
                            ("keys", "Keys"),
                            ("permit", "Permit"),
                            ("notice", "Notice"),
                            ("consent", "Consent"),
                            ("channel", "Channel"),
                            ("preferred_technician", "Preferred Technician"),
                            ("required_technician", "Required Technician"),
                            ("excluded_technician", "Excluded Technician"),
                            ("blackout", "Blackout"),
                        ]
                    ),
                ),
                ("value", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("from_on", models.DateField(null=True)),
                ("until_on", models.DateField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="site",
            name="kind",
            field=models.TextField(
                choices=[("portfolio", "Portfolio"), ("site", "Site"), ("building", "Building"), ("unit", "Unit")],
                db_default="site",
                default="site",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="parent",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="customers.site"
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="parent_rank",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="site",
            name="rank",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="siteevent",
            name="kind",
            field=models.TextField(
                choices=[("portfolio", "Portfolio"), ("site", "Site"), ("building", "Building"), ("unit", "Unit")],
                db_default="site",
                default="site",
            ),
        ),
        migrations.AddField(
            model_name="siteevent",
            name="parent",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.site",
            ),
        ),
        migrations.AddField(
            model_name="siteevent",
            name="parent_rank",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="siteevent",
            name="rank",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("id", "rank"), name="site_rank_of_id"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "portfolio"), ("rank", 0)),
                    models.Q(("kind", "site"), ("rank", 1)),
                    models.Q(("kind", "building"), ("rank", 2)),
                    models.Q(("kind", "unit"), ("rank", 3)),
                    _connector="OR",
                ),
                name="site_kind_ranked",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent", None), ("parent_rank", None)),
                    models.Q(("parent__isnull", False), ("parent_rank__lt", models.F("rank"))),
                    _connector="OR",
                ),
                name="site_part_of_higher",
            ),
        ),
        migrations.AddField(
            model_name="assetskill",
            name="skill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.skill"
            ),
        ),
        migrations.AddField(
            model_name="assetskillevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="assetskillevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="customers.assetskill",
            ),
        ),
        migrations.AddField(
            model_name="assetskillevent",
            name="skill",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="workforce.skill",
            ),
        ),
        migrations.AddField(
            model_name="condition",
            name="asset",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.asset"
            ),
        ),
        migrations.AddField(
            model_name="condition",
            name="customer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
            ),
        ),
        migrations.AddField(
            model_name="condition",
            name="site",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.site"
            ),
        ),
        migrations.AddField(
            model_name="condition",
            name="technician",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.technician"
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="asset",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.asset",
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="customer",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="customers.condition",
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="site",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.site",
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="technician",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="workforce.technician",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetskill",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", ""), _negated=True), name="asset_skill_kind_present"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetskill",
            constraint=models.CheckConstraint(condition=models.Q(("level__range", (1, 5))), name="asset_skill_level"),
        ),
        migrations.AddConstraint(
            model_name="assetskill",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("kind"),
                django.db.models.functions.text.Lower("make"),
                models.F("skill"),
                name="asset_skill_once",
            ),
        ),
        migrations.AddIndex(
            model_name="condition",
            index=models.Index(
                condition=models.Q(("customer__isnull", False)), fields=["customer"], name="condition_by_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="condition",
            index=models.Index(condition=models.Q(("site__isnull", False)), fields=["site"], name="condition_by_site"),
        ),
        migrations.AddIndex(
            model_name="condition",
            index=models.Index(
                condition=models.Q(("asset__isnull", False)), fields=["asset"], name="condition_by_asset"
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "tier",
                            "vulnerability",
                            "keys",
                            "permit",
                            "notice",
                            "consent",
                            "channel",
                            "preferred_technician",
                            "required_technician",
                            "excluded_technician",
                            "blackout",
                        ],
                    )
                ),
                name="condition_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asset", None), ("customer__isnull", False), ("site", None)),
                    models.Q(("asset", None), ("customer", None), ("site__isnull", False)),
                    models.Q(("asset__isnull", False), ("customer", None), ("site", None)),
                    _connector="OR",
                ),
                name="condition_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["preferred_technician", "required_technician", "excluded_technician"]),
                        ("technician__isnull", False),
                        ("value", ""),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("from_on__isnull", False),
                        ("kind", "blackout"),
                        ("technician", None),
                        ("until_on__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                ["preferred_technician", "required_technician", "excluded_technician", "blackout"],
                            ),
                            _negated=True,
                        ),
                        ("technician", None),
                        models.Q(("value", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="condition_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on", None), ("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"
                ),
                name="condition_dates_in_order",
            ),
        ),
        # What a site is part of stands above it, at every instant and whoever writes: no check of one row can say so.
        migrations.RunSQL(
            "ALTER TABLE customers_site ADD CONSTRAINT site_parent_stands_above"
            " FOREIGN KEY (parent_id, parent_rank) REFERENCES customers_site (id, rank)",
            "ALTER TABLE customers_site DROP CONSTRAINT site_parent_stands_above",
        ),
    ]
