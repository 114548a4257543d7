/** The panel beside the board: the selected visit, what can be done with it, and why it is where it is. */
import { ActionIcon, Anchor, Badge, Button, Group, ScrollArea, Stack, Table, Tabs, Text, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Keys } from "@/components/keys";
import { StatusChip } from "@/components/status-chip";
import { isUrgent } from "@/features/dispatch/board/paint";
import { isProblem, isUnsent, type VisitRow } from "@/features/dispatch/board/types";
import { VisitTimes } from "@/features/dispatch/times/times-picture";
import { WhyPanel } from "@/features/dispatch/why/why-panel";
import { clockTime, countdown, dateTime, duration } from "@/lib/dates";

import { BOARD_ACTIONS, type BoardContext } from "./actions";

interface Props {
  visit: VisitRow | null;
  tab: "details" | "why";
  onTab: (tab: "details" | "why") => void;
  zone: string;
  now: number;
  travelS: number | null;
  technicianName: string | null;
  /** Who goes along, and whom to send too. */
  crew: ReactNode;
  context: BoardContext;
  onClose: () => void;
}

export function VisitPanel({ visit, tab, onTab, zone, now, travelS, technicianName, crew, context, onClose }: Props) {
  return (
    <Stack gap={0} h="100%" component="aside" aria-label="Details" style={{ borderLeft: "1px solid light-dark(#e3e8ee, #2a3138)" }}>
      <Group h={34} px="sm" justify="space-between" wrap="nowrap">
        <Text size="sm" fw={620} truncate>
          {visit ? `${visit.work_order_number} ${visit.work_type}` : "Details"}
        </Text>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Close the details" onClick={onClose}>
          <IconX size={15} />
        </ActionIcon>
      </Group>
      {visit ? (
        <Tabs
          value={tab}
          onChange={(value) => onTab(value === "why" ? "why" : "details")}
          style={{ display: "flex", flexDirection: "column", minHeight: 0, flex: 1 }}
        >
          <Tabs.List>
            <Tabs.Tab value="details">Visit</Tabs.Tab>
            <Tabs.Tab value="why">Why this technician</Tabs.Tab>
          </Tabs.List>
          <ScrollArea flex={1} type="auto">
            <Tabs.Panel value="details" p="sm">
              <Details visit={visit} zone={zone} now={now} travelS={travelS} technicianName={technicianName} crew={crew} context={context} />
            </Tabs.Panel>
            <Tabs.Panel value="why" p="sm">
              {tab === "why" && <WhyPanel key={`${visit.id}.${visit.version}`} visitId={visit.id} zone={zone} />}
            </Tabs.Panel>
          </ScrollArea>
        </Tabs>
      ) : (
        <Text size="sm" c="dimmed" p="sm">
          Select a visit on the board or in the queue. Press ? for the keys.
        </Text>
      )}
    </Stack>
  );
}

function Details({ visit, zone, now, travelS, technicianName, crew, context }: Pick<Props, "zone" | "now" | "travelS" | "technicianName" | "crew" | "context"> & { visit: VisitRow }) {
  const actions = BOARD_ACTIONS.filter(
    (action) => action.group === "Visit" && !["peek_visit", "explain_visit", "move_visit"].includes(action.name) && action.canRun(context),
  );
  const rows: [string, string | null][] = [
    ["Technician", technicianName ?? "nobody yet"],
    ["At the site", visit.starts_at && visit.zone !== zone ? `${dateTime(visit.starts_at, visit.zone)} (${visit.zone})` : null],
    ["Duration", duration(visit.duration_s)],
    ["Travel before", travelS === null ? null : duration(travelS)],
    ["Due", visit.due_at && visit.status !== "canceled" ? `${dateTime(visit.due_at, zone)} (${countdown((new Date(visit.due_at).getTime() - now) / 1000)})` : null],
    ["Left", visit.actual.departed_at && clockTime(visit.actual.departed_at, zone)],
    ["Started", visit.actual.started_at && clockTime(visit.actual.started_at, zone)],
    ["Needs", visit.skills.join(", ") || null],
  ];
  return (
    <Stack gap="sm">
      <Group gap={6}>
        <StatusChip status={visit.status} />
        <Badge variant="light" color={isUrgent(visit.priority) ? "red" : "gray"}>
          P{visit.priority}
        </Badge>
        {visit.pinned && <Badge variant="outline">pinned</Badge>}
        {isUnsent(visit) && <Badge variant="outline" color="gray">{visit.kept_back ? "kept off the phone" : "not on the phone yet"}</Badge>}
        {visit.held && <Badge color="gray">on hold</Badge>}
        {visit.needs_help && <Badge color="red">needs help</Badge>}
      </Group>
      <div>
        <Text fw={600}>{visit.customer_name}</Text>
        <Text size="sm">{visit.site_name}</Text>
        <Text size="sm" c="dimmed">
          {visit.site_address}
        </Text>
      </div>
      {visit.flag && (
        <Text size="sm" c={isProblem(visit) ? "var(--tone-bad)" : "brand"} fw={550}>
          {isProblem(visit) ? "⚠" : "★"} {visit.flag.sentence}
        </Text>
      )}
      <VisitTimes visitId={visit.id} version={visit.version} zone={zone} />
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={4}>
        <Table.Tbody>
          {rows
            .filter(([, value]) => value)
            .map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={96} c="dimmed" fw={450}>
                  {name}
                </Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {crew}
      <Group gap={6}>
        {actions.map((action) => (
          <Tooltip key={action.name} label={action.shortcut ? <Keys shortcut={action.shortcut} /> : action.label}>
            <Button size="compact-sm" variant={action.name === "dispatch_visit" ? "filled" : "default"} onClick={() => action.run(context)}>
              {action.label}
            </Button>
          </Tooltip>
        ))}
      </Group>
      <Anchor component={Link} to={`/work-orders/${visit.work_order_id}`} size="sm">
        The whole record of {visit.work_order_number} →
      </Anchor>
    </Stack>
  );
}
