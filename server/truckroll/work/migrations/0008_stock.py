import django.db.models.deletion
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("stock", "0001_initial"),
        ("work", "0007_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="partused",
            name="taken_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.place"
            ),
        ),
        migrations.AddField(
            model_name="partusedevent",
            name="taken_from",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="stock.place",
            ),
        ),
    ]
