import django.db.models.deletion
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("work", "0005_no_target_on_work_orders"),
    ]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="recall_of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.workorder"
            ),
        ),
        migrations.AddField(
            model_name="workorderevent",
            name="recall_of",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="work.workorder",
            ),
        ),
    ]
