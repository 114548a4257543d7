/** What a bar stands for, at a glance: shown beside it on hover and on Space. */
import { absenceKind } from "@/components/absence-kind";
import { Group, Paper, Portal, Stack, Text } from "@mantine/core";

import { StatusChip } from "@/components/status-chip";
import { clockTime, countdown, duration } from "@/lib/dates";

import { dayWords, isProblem, missingPeople, offerWords, type Row } from "./types";

export function HoverCard({ row, travelS, box, zone, now }: { row: Row; travelS: number | null; box: DOMRect; zone: string; now: number }) {
  const below = box.bottom + 220 < window.innerHeight;
  const left = Math.min(Math.max(8, box.left), window.innerWidth - 348);
  return (
    <Portal>
      <Paper
        withBorder
        shadow="md"
        p="sm"
        w={340}
        role="tooltip"
        style={{
          position: "fixed",
          left,
          zIndex: 300,
          pointerEvents: "none",
          ...(below ? { top: box.bottom + 8 } : { bottom: window.innerHeight - box.top + 8 }),
        }}
      >
        {row.kind === "absence" ? (
          <Text size="sm">
            {absenceKind(row.absence_kind).label} {clockTime(row.starts_at, zone)}–{clockTime(row.ends_at, zone)} {row.note && `· ${row.note}`}
          </Text>
        ) : row.kind === "offer" ? (
          <Text size="sm">
            {clockTime(row.starts_at, zone)}–{clockTime(row.ends_at, zone)} {offerWords(row, zone)} · by {row.held_by}
          </Text>
        ) : (
          <Stack gap={4}>
            <Group justify="space-between" wrap="nowrap">
              <Text fw={620} size="sm">
                {row.work_order_number} · {row.work_type}
              </Text>
              <StatusChip status={row.status} />
            </Group>
            <Text size="sm">
              {row.customer_name}
              {row.site_name && ` · ${row.site_name}`}
            </Text>
            <Text size="xs" c="dimmed">
              {row.site_address}
            </Text>
            {row.starts_at && row.ends_at && (
              <Text size="xs">
                Planned {clockTime(row.starts_at, zone)}–{clockTime(row.ends_at, zone)} ({duration(row.duration_s)})
                {travelS !== null && ` · travel before ${duration(travelS)}`}
                {row.zone !== zone && ` · ${clockTime(row.starts_at, row.zone)} at the site`}
              </Text>
            )}
            {row.window_starts_at && row.window_ends_at && (
              <Text size="xs">
                Promised {clockTime(row.window_starts_at, zone)}–{clockTime(row.window_ends_at, zone)}
              </Text>
            )}
            <Facts row={row} zone={zone} now={now} />
            {row.flag && (
              <Text size="xs" c={isProblem(row) ? "var(--tone-bad)" : "brand"} fw={550}>
                {isProblem(row) ? "⚠" : "★"} {row.flag.sentence}
              </Text>
            )}
          </Stack>
        )}
      </Paper>
    </Portal>
  );
}

function Facts({ row, zone, now }: { row: Extract<Row, { kind: "visit" }>; zone: string; now: number }) {
  const facts = [
    row.actual.departed_at && `left ${clockTime(row.actual.departed_at, zone)}`,
    row.actual.arrived_at && `arrived ${clockTime(row.actual.arrived_at, zone)}`,
    row.actual.started_at && `started ${clockTime(row.actual.started_at, zone)}`,
    row.actual.ended_at && `ended ${clockTime(row.actual.ended_at, zone)}`,
    row.due_at && row.status !== "canceled" && dueWords(countdown((new Date(row.due_at).getTime() - now) / 1000)),
    dayWords(row),
    row.follows.length > 0 && `follows ${row.follows.map(({ number }) => number).join(", ")}`,
    row.crew.length > 0 && `a crew of ${1 + row.crew.length}`,
    missingPeople(row) > 0 && `${missingPeople(row)} of ${row.crew_size} people missing`,
    row.skills.length > 0 && `needs ${row.skills.join(", ")}`,
    row.status === "scheduled" && (row.kept_back ? "kept off the phone" : "not on the phone yet"),
    row.pinned && "pinned",
    row.held && "on hold",
    row.needs_help && `needs help: ${row.help_reason}`,
  ].filter(Boolean);
  return facts.length > 0 ? <Text size="xs">{facts.join(" · ")}</Text> : null;
}

const dueWords = (left: string): string => (left.startsWith("−") ? `due ${left.slice(1)} ago` : `due in ${left}`);
