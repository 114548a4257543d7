/** What is promised for each priority: one row for each of the four, set or cleared in place. */
import { Button, Group, NumberInput, Select, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { del, get, type Page, put } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";

type Target = Schemas["TargetOut"];
type Unit = Target["unit"];

const UNITS: { value: Unit; label: string }[] = [
  { value: "working_minutes", label: "working minutes" },
  { value: "working_days", label: "working days" },
  { value: "elapsed_minutes", label: "minutes on the clock" },
  { value: "calendar_days", label: "calendar days" },
];
const MEANING = ["", "emergency", "urgent", "normal", "when convenient"];

export function Targets({ mayChange }: { mayChange: boolean }) {
  const targets = useQuery({ queryKey: ["targets"], queryFn: ({ signal }) => get<Page<Target>>("/api/targets", { signal }) });
  const calendars = useQuery({
    queryKey: ["records", "/api/calendars", "all"],
    queryFn: ({ signal }) => get<Page<Schemas["CalendarOut"]>>("/api/calendars", { query: { page_size: 200 }, signal }),
  });
  if (targets.error) return <ProblemNotice error={targets.error} />;
  if (!targets.data) return null;
  return (
    <Table verticalSpacing="xs" maw={980} aria-label="Targets">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={190}>Priority</Table.Th>
          <Table.Th>On site within</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {[1, 2, 3, 4].map((priority) => {
          const target = targets.data.items.find((one) => one.priority === priority);
          return (
            <Table.Tr key={`${priority}.${target?.version ?? 0}`}>
              <Table.Td>
                <Text fw={600} size="sm">
                  P{priority} · {MEANING[priority]}
                </Text>
              </Table.Td>
              <Table.Td>
                <TargetRow priority={priority} target={target ?? null} calendars={calendars.data?.items ?? []} mayChange={mayChange} />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

interface RowProps {
  priority: number;
  target: Target | null;
  calendars: Schemas["CalendarOut"][];
  mayChange: boolean;
}

function TargetRow({ priority, target, calendars, mayChange }: RowProps) {
  const queryClient = useQueryClient();
  const [amount, setAmount] = useState<number | null>(target?.amount ?? null);
  const [unit, setUnit] = useState<Unit>(target?.unit ?? "working_minutes");
  const [calendarId, setCalendarId] = useState<number | null>(target?.calendar_id ?? null);
  const onClock = unit === "working_minutes" || unit === "working_days";
  const done = (words: string) => {
    tellDone(words);
    return queryClient.invalidateQueries({ queryKey: ["targets"] });
  };
  const same = amount === (target?.amount ?? null) && unit === target?.unit && (!onClock || calendarId === target.calendar_id);
  return (
    <Group gap={8} align="center" wrap="nowrap">
      <NumberInput aria-label={`P${priority}: amount`} w={90} size="xs" min={1} allowDecimal={false} disabled={!mayChange} value={amount ?? ""} onChange={(next) => setAmount(typeof next === "number" ? next : null)} />
      <Select aria-label={`P${priority}: unit`} w={170} size="xs" data={UNITS} allowDeselect={false} disabled={!mayChange} value={unit} onChange={(next) => next && setUnit(next as Unit)} />
      {onClock && (
        <Select
          aria-label={`P${priority}: calendar`}
          w={200}
          size="xs"
          placeholder="on which calendar"
          disabled={!mayChange}
          data={calendars.map((one) => ({ value: String(one.id), label: one.name }))}
          value={calendarId === null ? null : String(calendarId)}
          onChange={(next) => setCalendarId(next === null ? null : Number(next))}
        />
      )}
      {mayChange && (
        <>
          <Button
            size="compact-sm"
            disabled={amount === null || same || (onClock && calendarId === null)}
            onClick={() =>
              void put(`/api/targets/{priority}`, {
                path: { priority },
                body: { amount, unit, calendar_id: onClock ? calendarId : null, ...(target ? { version: target.version } : {}) },
              }).then(() => done(`P${priority} is promised from now on.`), tellProblem)
            }
          >
            Promise
          </Button>
          {target && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              onClick={() => void del(`/api/targets/{priority}`, { path: { priority } }).then(() => done(`P${priority} promises nothing any more.`), tellProblem)}
            >
              Promise nothing
            </Button>
          )}
        </>
      )}
    </Group>
  );
}
