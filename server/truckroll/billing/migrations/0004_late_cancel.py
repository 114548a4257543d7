from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("billing", "0003_catalogue"),
        ("work", "0008_stock"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="pricebookitem",
            name="price_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="pricebookitem",
            name="price_general_once",
        ),
        migrations.RemoveConstraint(
            model_name="pricebookitem",
            name="price_of_work_type_once",
        ),
        migrations.AddField(
            model_name="pricebook",
            name="late_cancel_hours",
            field=models.PositiveSmallIntegerField(default=24),
        ),
        migrations.AddField(
            model_name="pricebook",
            name="no_access_grace_minutes",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="pricebookevent",
            name="late_cancel_hours",
            field=models.PositiveSmallIntegerField(default=24),
        ),
        migrations.AddField(
            model_name="pricebookevent",
            name="no_access_grace_minutes",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="creditnoteline",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("late_cancel", "Late Cancel"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="creditnotelineevent",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("late_cancel", "Late Cancel"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="invoiceline",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("late_cancel", "Late Cancel"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="invoicelineevent",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("late_cancel", "Late Cancel"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="pricebookitem",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("late_cancel", "Late Cancel"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="pricebookitemevent",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("late_cancel", "Late Cancel"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["labor", "call_out", "travel", "part", "no_access", "late_cancel", "fee"])
                ),
                name="price_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("archived_at", None),
                    ("band", None),
                    ("kind__in", ["labor", "call_out", "travel", "no_access", "late_cancel"]),
                    ("work_type", None),
                ),
                fields=("price_book", "kind"),
                name="price_general_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("archived_at", None),
                    ("band", None),
                    ("kind__in", ["labor", "call_out", "travel", "no_access", "late_cancel"]),
                    ("work_type__isnull", False),
                ),
                fields=("price_book", "kind", "work_type"),
                name="price_of_work_type_once",
            ),
        ),
    ]
