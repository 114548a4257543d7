/** What was promised for a work order and how it went: each clock with its target, its calendar and its evidence. */
import { Anchor, Badge, Group, Paper, Stack, Text, Tooltip } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import { dateTime, whichOfTwo } from "@/lib/dates";
import { personName } from "@/lib/people";
import { spanText } from "@/lib/spans";

type Clock = Schemas["SlaClockOut"];

const NAME: Record<Clock["kind"], string> = { response: "Response", make_safe: "Make safe", resolution: "Resolution" };
const STATE: Record<Clock["status"], { label: string; color: string; icon: string }> = {
  running: { label: "running", color: "blue", icon: "◷" },
  breached: { label: "breached, still open", color: "red", icon: "▲" },
  met: { label: "met", color: "teal", icon: "✓" },
  missed: { label: "missed", color: "red", icon: "✕" },
  canceled: { label: "canceled", color: "gray", icon: "—" },
  replaced: { label: "replaced", color: "gray", icon: "↷" },
};
interface Frozen {
  name?: string;
  amount?: number;
  unit?: string;
  reading?: string;
  calendar?: { name: string; version: number; closed?: string[] } | null;
}

function source({ name, amount, unit, calendar }: Frozen): string {
  const parts = [name && `from ${name}`, amount !== undefined && unit !== undefined && spanText(amount, unit), calendar && `${calendar.name} v${calendar.version}`];
  return parts.filter(Boolean).join(" · ");
}

interface Evidence {
  how?: string;
  visit?: string;
  distance_m?: number;
  on_behalf?: boolean;
  clock_corrected?: boolean;
  corrected_by?: string;
  reason?: string;
  was?: Evidence & { stopped_at: string };
}

const HOW: Record<string, string> = {
  arrived: "somebody arrived",
  no_access: "somebody was there and found no access",
  completed: "the work was done",
  made_safe: "it was made safe",
  canceled: "the work order was canceled",
};

function evidenceText(evidence: Evidence): string {
  return [
    HOW[evidence.how ?? ""],
    evidence.visit && `visit ${evidence.visit}`,
    evidence.distance_m !== undefined && `the phone was ${evidence.distance_m} m from the site`,
    evidence.on_behalf && "told by the office",
    evidence.clock_corrected && "the phone's clock was corrected",
  ]
    .filter(Boolean)
    .join(", ");
}

/** Which clocks have a time that the office can put right: the resolution ends with the work itself. */
export const isCorrectable = ({ kind, status }: Clock): boolean => kind !== "resolution" && (status === "met" || status === "missed");

interface Props {
  clocks: Clock[];
  zone: string;
  /** Put right when a clock had stopped; absent for who may not. */
  onCorrect?: ((clock: Clock) => void) | undefined;
}

export function Clocks({ clocks, zone, onCorrect }: Props) {
  if (clocks.length === 0) return null;
  const present = clocks.filter((clock) => clock.status !== "replaced");
  const former = clocks.filter((clock) => clock.status === "replaced");
  return (
    <Paper withBorder p="sm" mb="lg" component="section" aria-label="Promises">
      <Stack gap={8}>
        {present.map((clock) => (
          <ClockLine key={clock.id} clock={clock} zone={zone} onCorrect={isCorrectable(clock) ? onCorrect : undefined} />
        ))}
        {former.map((clock) => (
          <Text key={clock.id} size="xs" c="dimmed">
            Before {clock.stopped_at && dateTime(clock.stopped_at, zone)}: {NAME[clock.kind].toLowerCase()} by {dateTime(clock.due_at, zone)} (P{clock.priority})
            {clock.breached_at && ", breached then"}
          </Text>
        ))}
      </Stack>
    </Paper>
  );
}

function ClockLine({ clock, zone, onCorrect }: { clock: Clock } & Omit<Props, "clocks">) {
  const state = STATE[clock.status];
  const evidence = clock.evidence as Evidence;
  const target = clock.target as Frozen;
  const closed = target.calendar?.closed ?? [];
  return (
    <div>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Text size="sm" fw={560}>
          {NAME[clock.kind]} by {dateTime(clock.due_at, zone)}
          {target.reading && target.reading !== "once" && ` (the clocks change then: ${target.reading === "twice" ? `the ${whichOfTwo(clock.due_at, zone) ?? "first"} of two such times` : "a time that is skipped"})`}
        </Text>
        <Badge color={state.color} variant="light" style={{ flex: "none" }}>
          {state.icon} {state.label}
          {clock.corrected_at && ", corrected"}
        </Badge>
      </Group>
      <Tooltip disabled={closed.length === 0} label={`Closed days on the way: ${closed.join(", ")}`}>
        <Text size="xs" c="dimmed">
          {source(target)}
        </Text>
      </Tooltip>
      {clock.stopped_at && (
        <Text size="xs">
          {dateTime(clock.stopped_at, zone)}: {evidenceText(evidence)}
          {onCorrect && (
            <Anchor component="button" type="button" size="xs" ml={8} aria-label={`Correct when: ${NAME[clock.kind]}`} onClick={() => onCorrect(clock)}>
              Correct…
            </Anchor>
          )}
        </Text>
      )}
      {clock.corrected_at && evidence.was && (
        <Text size="xs">
          Corrected {dateTime(clock.corrected_at, zone)} by {personName(evidence.corrected_by ?? "")}: “{evidence.reason}”. It was written down as {dateTime(evidence.was.stopped_at, zone)}: {evidenceText(evidence.was)}.
        </Text>
      )}
      {clock.breached_at && (
        <Text size="xs" c="red">
          Breached at {dateTime(clock.breached_at, zone)}
          {clock.status === "met" && ", as it looked then"}
        </Text>
      )}
    </div>
  );
}
