"""Every part that has a price is in the one catalogue, so that it can lie in a van."""

from django.db import migrations

KNOW = """
INSERT INTO stock_part (sku, name, unit, version)
SELECT DISTINCT ON (sku) sku, name, unit, 1 FROM billing_pricebookitem
WHERE kind = 'part' AND sku <> ''
ORDER BY sku, archived_at IS NOT NULL, id
ON CONFLICT (sku) DO NOTHING
"""
# What a command would have left: the first version of each row in its history.
AUDIT = """
INSERT INTO stock_partevent (pgh_created_at, pgh_label, pgh_obj_id, id, version, created_at, sku, name, unit)
SELECT now(), 'insert', p.id, p.id, p.version, p.created_at, p.sku, p.name, p.unit FROM stock_part p
WHERE NOT EXISTS (SELECT 1 FROM stock_partevent e WHERE e.id = p.id)
ORDER BY p.id
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_money"), ("stock", "0001_initial")]

    operations = [migrations.RunSQL([KNOW, AUDIT], migrations.RunSQL.noop)]
