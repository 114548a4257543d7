"""What it is worth to send somebody whom the customer prefers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispatchpolicy",
            name="preferred_minutes",
            field=models.PositiveSmallIntegerField(default=15),
        ),
        migrations.AddField(
            model_name="dispatchpolicyevent",
            name="preferred_minutes",
            field=models.PositiveSmallIntegerField(default=15),
        ),
    ]
