"""The bell of the outbox, and the name of this life of the database."""

import uuid

from django.db import migrations


def name_this_life(apps, schema_editor):
    apps.get_model("foundation", "Epoch").objects.get_or_create(pk=1, defaults={"uuid": uuid.uuid4()})


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [
        migrations.RunPython(name_this_life, migrations.RunPython.noop),
        # Statement level and without a payload: a hint only, the table is the truth.
        migrations.RunSQL(
            """
            CREATE FUNCTION foundation_ring() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_notify('truckroll_events', ''); RETURN NULL; END $$;
            CREATE TRIGGER foundation_ring AFTER INSERT ON foundation_outboxevent
            FOR EACH STATEMENT EXECUTE FUNCTION foundation_ring();
            """,
            "DROP TRIGGER foundation_ring ON foundation_outboxevent; DROP FUNCTION foundation_ring();",
        ),
    ]
