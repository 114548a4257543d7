"""Every due time there was becomes a clock, met or missed by the first arrival, and its column goes."""

from django.db import migrations

# A work order's one promise was that somebody comes; what it was before another priority is kept as replaced.
BEGIN = """
INSERT INTO work_slaclock (work_order_id, kind, status, priority, started_at, due_at, selected_at, target,
                           calendar_version_id, stopped_at, evidence, breached_at, version)
SELECT o.id, 'response',
       CASE WHEN s.at IS NULL THEN 'running' WHEN s.how = 'canceled' THEN 'canceled'
            WHEN s.at <= o.due_at THEN 'met' ELSE 'missed' END,
       o.priority, least(o.reported_at, o.due_at), o.due_at, o.reported_at,
       jsonb_build_object('name', 'P' || o.priority, 'chosen_by', 'default') || (o.target - 'former'), v.id, s.at,
       CASE WHEN s.at IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('how', s.how) END,
       CASE WHEN s.how <> 'canceled' AND s.at > o.due_at THEN o.due_at END, 1
FROM work_workorder o
LEFT JOIN contracts_calendarversion v
       ON v.calendar_id = (o.target #>> '{calendar,id}')::bigint
      AND v.version = (o.target #>> '{calendar,version}')::bigint
CROSS JOIN LATERAL (
    SELECT coalesce(min(w.arrived_at),
                    CASE WHEN o.status IN ('completed', 'approved', 'closed')
                         THEN coalesce(max(w.ended_at), o.approved_at, o.due_at) END, o.canceled_at) AS at,
           CASE WHEN min(w.arrived_at) IS NOT NULL THEN 'arrived'
                WHEN o.status IN ('completed', 'approved', 'closed') THEN 'completed' ELSE 'canceled' END AS how
    FROM work_visit w WHERE w.work_order_id = o.id
) s
WHERE o.due_at IS NOT NULL AND o.target IS NOT NULL
ORDER BY o.id
"""
FORMER = """
INSERT INTO work_slaclock (work_order_id, kind, status, priority, started_at, due_at, selected_at, target, stopped_at,
                           evidence, version)
SELECT o.id, 'response', 'replaced', (f ->> 'priority')::smallint,
       least(o.reported_at, (f ->> 'due_at')::timestamptz), (f ->> 'due_at')::timestamptz, o.reported_at,
       jsonb_build_object('name', 'P' || (f ->> 'priority'), 'chosen_by', 'default'), (f ->> 'until')::timestamptz,
       '{}'::jsonb, 1
FROM work_workorder o CROSS JOIN LATERAL jsonb_array_elements(coalesce(o.target -> 'former', '[]')) f
WHERE f ->> 'due_at' IS NOT NULL
ORDER BY o.id
"""
# What a command would have left: the first version of each row in its history, and the start of its life.
AUDIT = """
INSERT INTO work_slaclockevent (pgh_created_at, pgh_label, pgh_obj_id, id, version, created_at, work_order_id, kind,
    status, priority, started_at, due_at, selected_at, target, calendar_version_id, stopped_at, evidence, breached_at)
SELECT now(), 'insert', id, id, version, created_at, work_order_id, kind, status, priority, started_at, due_at,
       selected_at, target, calendar_version_id, stopped_at, evidence, breached_at
FROM work_slaclock ORDER BY id
"""
HISTORY = """
INSERT INTO foundation_lifecyclemove (lifecycle, object_id, move, from_status, to_status, at, actor, source_kind,
    reason, facts)
SELECT 'sla_clock', id, 'create', '', status, started_at, '', '', '', '{}' FROM work_slaclock ORDER BY id
"""


class Migration(migrations.Migration):
    dependencies = [("work", "0003_promises"), ("foundation", "0001_initial")]

    operations = [migrations.RunSQL([BEGIN, FORMER, AUDIT, HISTORY], migrations.RunSQL.noop)]
