"""The window that each visit has becomes its first promise: who made it is not known any more."""

from django.db import migrations

KEEP = """
INSERT INTO work_arrivalpromise (visit_id, starts_at, ends_at, promised_at, promised_by, reason)
SELECT id, window_starts_at, window_ends_at, created_at, '', '' FROM work_visit
WHERE window_starts_at IS NOT NULL ORDER BY id
"""


class Migration(migrations.Migration):
    dependencies = [("work", "0012_arrival_promises")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
