/** The same day as a table: what the board shows, for screen readers, zoom and print. */
import { absenceKind } from "@/components/absence-kind";
import { ScrollArea, Table, Text } from "@mantine/core";
import { useSyncExternalStore } from "react";

import { StatusChip } from "@/components/status-chip";
import { clockTime, duration } from "@/lib/dates";

import type { BoardStore } from "./board-store";
import { dueChip } from "./paint";
import { isProblem, isShown, offerWords, type RowKey } from "./types";

interface Props {
  store: BoardStore;
  technicianIds: readonly number[];
  tick: number;
  onMenu: (key: RowKey, x: number, y: number) => void;
  onOpen: (key: RowKey) => void;
}

export function BoardList({ store, technicianIds, tick, onMenu, onOpen }: Props) {
  useSyncExternalStore(store.subscribe, () => store.version);
  return (
    <ScrollArea h="100%">
      <Table stickyHeader highlightOnHover verticalSpacing={4} aria-label="The day as a list">
        <Table.Thead>
          <Table.Tr>
            {["Technician", "Time", "Visit", "Customer and site", "Status", "Travel", "Due"].map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {technicianIds.flatMap((id) => {
            const lane = store.lane(id);
            return lane.bars.filter((bar) => isShown(bar.row, tick)).map(({ key, row, travelS }, index) => (
              <Table.Tr
                key={key}
                tabIndex={0}
                onKeyDown={(event) => {
                  if (event.key === "Enter") onOpen(key);
                }}
                onDoubleClick={() => onOpen(key)}
                onContextMenu={(event) => {
                  event.preventDefault();
                  onMenu(key, event.clientX, event.clientY);
                }}
              >
                <Table.Td fw={index === 0 ? 600 : 400} c={index === 0 ? undefined : "dimmed"}>
                  {lane.technician.name}
                </Table.Td>
                <Table.Td ff="monospace">
                  {row.starts_at && row.ends_at && `${clockTime(row.starts_at, store.zone)}–${clockTime(row.ends_at, store.zone)}`}
                </Table.Td>
                {row.kind === "absence" ? (
                  <Table.Td colSpan={5}>{[absenceKind(row.absence_kind).label, row.note].filter(Boolean).join(": ")}</Table.Td>
                ) : row.kind === "offer" ? (
                  <Table.Td colSpan={5}>{offerWords(row, store.zone)}</Table.Td>
                ) : (
                  <>
                    <Table.Td>
                      {row.work_order_number} {row.work_type}
                      {row.flag && isProblem(row) && (
                        <Text size="xs" c="var(--tone-bad)">
                          ⚠ {row.flag.sentence}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>
                      {row.customer_name} · {row.site_name || row.site_address}
                    </Table.Td>
                    <Table.Td>
                      <StatusChip status={row.status} />
                    </Table.Td>
                    <Table.Td>{travelS === null ? "" : duration(travelS)}</Table.Td>
                    <Table.Td>{dueChip(row, tick)?.text ?? ""}</Table.Td>
                  </>
                )}
              </Table.Tr>
            ));
          })}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
