"""What people, places and things are found by while somebody calls."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("customers", "0002_purchase_orders"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.text.Upper(
                        django.db.models.functions.text.Replace(
                            models.F("serial"), models.Value(" "), models.Value(""), output_field=models.TextField()
                        )
                    ),
                    "C",
                ),
                name="asset_by_serial_start",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("name", config="simple"), name="contact_by_word"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.text.Reverse(
                        models.Func(
                            models.F("phone"),
                            models.Value("\\D"),
                            models.Value(""),
                            models.Value("g"),
                            function="regexp_replace",
                            output_field=models.TextField(),
                        )
                    ),
                    "C",
                ),
                name="contact_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("name", config="simple"), name="customer_by_word"
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("name", "address", config="simple"), name="site_by_word"
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.text.Upper(
                        django.db.models.functions.text.Replace(
                            models.F("postal_code"),
                            models.Value(" "),
                            models.Value(""),
                            output_field=models.TextField(),
                        )
                    ),
                    "C",
                ),
                name="site_by_postcode",
            ),
        ),
    ]
