from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="po_required",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customerevent",
            name="po_required",
            field=models.BooleanField(default=False),
        ),
    ]
