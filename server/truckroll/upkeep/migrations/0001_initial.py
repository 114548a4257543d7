import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(unique=True)),
                ("taken_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("folder", models.TextField()),
                ("size", models.PositiveBigIntegerField()),
                ("files", models.PositiveIntegerField()),
                ("missing_files", models.PositiveIntegerField()),
                ("proven_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["taken_at"], name="backup_by_age")]},
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("muted_at", models.DateTimeField(null=True)),
                ("restored_from_at", models.DateTimeField(null=True)),
                ("live_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="standing_single")],
            },
        ),
    ]
