"""What was canceled is due no more; its clocks and its history keep when it was."""

from django.db import migrations

FORGET = "UPDATE work_workorder SET due_at = NULL WHERE status = 'canceled' AND due_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("work", "0016_corrected_clocks")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
