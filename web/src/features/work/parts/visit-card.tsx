/** One visit in the record of its work order: plan and fact side by side, time spent, checklist, and why. */
import { Badge, Button, Collapse, Group, Paper, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

import type { Schemas } from "@/api/schemas";
import { Facts } from "@/components/page";
import { StatusChip } from "@/components/status-chip";
import { clockTime, duration } from "@/lib/dates";
import { personName } from "@/lib/people";

import { cancelLabel } from "../cancel-reasons";

interface Props {
  visit: Schemas["VisitRow"];
  spent: Schemas["Spent"] | undefined;
  ending: Schemas["Ending"] | undefined;
  checklist: Schemas["AnswerOut"][];
  /** Who goes along with the lead, each with his own times. */
  crew: Schemas["CrewPartOut"][];
  technician: ReactNode;
  why: ReactNode;
  /** Promise, plan, prediction and fact, each apart. */
  times: ReactNode;
  onBoard: () => void;
  onCancel: (() => void) | undefined;
  /** Make the technician's next step for him. */
  onStep: (() => void) | undefined;
  /** Look for times to offer the customer on the phone. */
  onOffer: (() => void) | undefined;
  /** Let the customer choose a new time himself. */
  onRebook: (() => void) | undefined;
  /** Say whether it was our own fault that nobody opened. */
  onFault: ((ours: boolean) => void) | undefined;
}

const CREW_WORDS: Record<Schemas["CrewPartOut"]["status"], string> = {
  assigned: "goes along",
  traveling: "on the way",
  on_site: "on site",
  working: "at work",
  paused: "paused",
  left: "was there",
  missed: "never came",
  removed: "taken off",
  promoted: "leads",
};

export function VisitCard({ visit, spent, ending, checklist, crew, technician, why, times, onBoard, onCancel, onStep, onOffer, onRebook, onFault }: Props) {
  const [showsWhy, setShowsWhy] = useState(false);
  const { zone, actual } = visit;
  const at = (instant: string | null) => instant && clockTime(instant, zone);
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap={4}>
        <Group gap={8}>
          <Text fw={620} size="sm">
            {visit.number}
          </Text>
          <StatusChip status={visit.status} />
          {visit.series_day !== null && (
            <Badge variant="light" color="gray">
              day {visit.series_day} of {visit.series_days}
            </Badge>
          )}
          {visit.pinned && <Badge variant="outline">pinned</Badge>}
          {visit.status === "scheduled" && (
            <Badge variant="outline" color="gray">
              {visit.kept_back ? "kept off the phone" : "not on the phone yet"}
            </Badge>
          )}
          {visit.held && <Badge color="pink" variant="light">on hold</Badge>}
          {visit.needs_help && <Badge color="red">needs help: {visit.help_reason}</Badge>}
          <Text size="sm">
            {technician}
            {crew.length > 0 && " leads"}
            {visit.role && `, ${visit.role}`}
          </Text>
          {visit.crew_size > 1 && visit.technician_id !== null && crew.length + 1 < visit.crew_size && (
            <Badge color="orange" variant="light">
              {crew.length + 1} of {visit.crew_size} people
            </Badge>
          )}
        </Group>
        <Group gap={4}>
          <Button size="compact-xs" variant="subtle" onClick={() => setShowsWhy(!showsWhy)} aria-expanded={showsWhy}>
            Why this technician
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={onBoard}>
            Board
          </Button>
          {onStep && (
            <Button size="compact-xs" variant="subtle" onClick={onStep}>
              Step on behalf…
            </Button>
          )}
          {onOffer && (
            <Button size="compact-xs" variant="subtle" onClick={onOffer}>
              Offer times…
            </Button>
          )}
          {onRebook && (
            <Button size="compact-xs" variant="subtle" onClick={onRebook}>
              Let them choose a time…
            </Button>
          )}
          {onFault && ending && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onFault(!ending.is_our_fault)}>
              {ending.is_our_fault ? "Not our fault…" : "Our fault…"}
            </Button>
          )}
          {onCancel && (
            <Button size="compact-xs" variant="subtle" color="red" onClick={onCancel}>
              Cancel…
            </Button>
          )}
        </Group>
      </Group>
      {visit.follows.length > 0 && (
        <Text size="sm" c="dimmed" mt={2}>
          Follows {visit.follows.map((one) => one.number + (one.lag_s > 0 ? ` + ${duration(one.lag_s)}` : "")).join(", ")}
        </Text>
      )}
      {visit.flag && (
        <Text size="sm" c={visit.flag.code === "suggested" ? "brand" : "var(--tone-warn)"} mt={4}>
          {visit.flag.code === "suggested" ? "★ Suggested:" : "⚠"} {visit.flag.sentence}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 3 }} mt={6} spacing={{ base: 3, sm: "md" }}>
        <div>
          {!visit.starts_at && <Facts rows={[["Planned", `not yet (${duration(visit.duration_s)})`]]} />}
          {times}
        </div>
        <Facts
          rows={[
            ["Left", at(actual.departed_at)],
            ["Arrived", at(actual.arrived_at)],
            ["Started", at(actual.started_at)],
            ["Ended", at(actual.ended_at)],
          ]}
        />
        {spent && (
          <Facts
            rows={[
              ["Traveled", spent.traveling_s > 0 && duration(spent.traveling_s)],
              ["Worked", spent.working_s > 0 && duration(spent.working_s)],
              ["Waited", spent.waiting_s > 0 && duration(spent.waiting_s)],
              ["Paused", spent.paused_s > 0 && duration(spent.paused_s)],
            ]}
          />
        )}
      </SimpleGrid>
      {crew.length > 0 && (
        <Table withRowBorders={false} verticalSpacing={2} mt={6} aria-label={`Who went along on ${visit.number}`}>
          <Table.Tbody>
            {crew.map((one) => (
              <Table.Tr key={one.technician_id}>
                <Table.Td fw={550}>
                  {one.technician}
                  {one.role && `, ${one.role}`}
                </Table.Td>
                <Table.Td>{CREW_WORDS[one.status]}</Table.Td>
                <Table.Td>{one.arrived_at && `there ${clockTime(one.arrived_at, zone)}–${one.ended_at ? clockTime(one.ended_at, zone) : "…"}`}</Table.Td>
                <Table.Td>{one.working_s > 0 && `worked ${duration(one.working_s)}`}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {ending && (ending.outcome || ending.end_reason) && (
        <Text size="sm" mt={6}>
          {[ending.outcome, ending.end_reason].filter(Boolean).join(": ")}
          {ending.needed.length > 0 && ` (needed: ${ending.needed.join(", ")})`}
        </Text>
      )}
      {visit.status === "no_access" && ending && (
        <Text size="sm" mt={2}>
          Waited {duration(ending.waited_s ?? 0)} before a closed door
          {ending.is_our_fault && `; our own fault${ending.fault_reason ? `: ${ending.fault_reason}` : ""}`}
        </Text>
      )}
      {visit.status === "canceled" && ending?.cancel_party && (
        <Text size="sm" c="dimmed" mt={2}>
          {[cancelLabel(ending.cancel_party, ending.cancel_code), personName(ending.canceled_by)].filter(Boolean).join(", ")}
        </Text>
      )}
      {checklist.length > 0 && (
        <Stack gap={1} mt={8}>
          {checklist.map((answer) => (
            <Group key={answer.id} gap={8} wrap="nowrap">
              <Text size="sm" c="dimmed" flex={1}>
                {answer.text}
                {answer.is_required && " *"}
              </Text>
              <Text size="sm" fw={answer.value ? 550 : 400} c={answer.value ? undefined : "dimmed"}>
                {answer.value ? `${answer.value.replaceAll("_", " ")} ${answer.unit}` : "no answer yet"}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
      <Collapse expanded={showsWhy} pt="sm">
        {showsWhy && why}
      </Collapse>
    </Paper>
  );
}
