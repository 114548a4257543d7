"""The targets of a work order stand with its clocks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("work", "0004_clocks_of_old")]

    operations = [
        migrations.RemoveField(model_name="workorder", name="target"),
        migrations.RemoveField(model_name="workorderevent", name="target"),
    ]
