/** The rotas of who answers outside of hours: their weekly turns, the next two weeks, and swaps. */
import { ActionIcon, Badge, Button, Group, Input, MultiSelect, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { may, useMe } from "@/api/session";
import { Rows } from "@/components/data-table";
import { Section } from "@/components/page";
import { tellDone, tellProblem } from "@/components/problem-notice";
import type { Field, FieldProps, RecordKind, Values } from "@/components/record";
import { RecordForm } from "@/components/record-form";
import { RecordEditor, useRecords } from "@/components/record-list";
import { RecordSelect } from "@/components/record-select";
import { WEEKDAYS } from "@/components/weekly-hours";
import { clockTime, shortDate } from "@/lib/dates";

import { dutiesQuery } from "./api/list-duties";
import { removeOnCallSwap } from "./api/remove-on-call-swap";
import { swapOnCall } from "./api/swap-on-call";

type Rota = Schemas["OnCallRotaOut"];
type Turn = Schemas["Turn"];
/** Turns with the same people and hours, on several days: one line of the form. */
type Line = Omit<Turn, "weekday" | "technician_id"> & { technician_id: number | null; days: number[] };

const nameOf = (row: Values): string => String(row["name"]);
const DAYS = WEEKDAYS.map((label, value) => ({ value: String(value), label: label.slice(0, 3) }));
const RANKS = [
  { value: "primary", label: "answers first" },
  { value: "secondary", label: "answers second" },
];

function linesOf(turns: Turn[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { weekday, ...rest } of turns) {
    const turn = { rank: rest.rank, technician_id: rest.technician_id, starts: rest.starts.slice(0, 5), ends: rest.ends.slice(0, 5), from_on: rest.from_on ?? null, to_on: rest.to_on ?? null };
    const key = JSON.stringify(turn);
    lines.set(key, { ...turn, days: [...(lines.get(key)?.days ?? []), weekday] });
  }
  return [...lines.values()];
}

const turnsOf = (lines: Line[]): Values[] => lines.flatMap(({ days, ...turn }) => days.map((weekday) => ({ ...turn, weekday })));

function Turns({ label, hint, error, value, onChange }: FieldProps) {
  const [lines, setLines] = useState<Line[]>(() => linesOf((value ?? []) as Turn[]));
  const become = (next: Line[]) => {
    setLines(next);
    onChange(turnsOf(next));
  };
  const change = (at: number, more: Partial<Line>) => become(lines.map((line, index) => (index === at ? { ...line, ...more } : line)));
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Stack gap={8} mt={4}>
        {lines.map((line, index) => (
          <Paper key={index} withBorder p="xs">
            <Stack gap={6}>
              <Group gap={6} align="end" wrap="nowrap">
                <div style={{ flex: 1 }}>
                  <RecordSelect label="Technician" required path="/api/technicians" optionLabel={nameOf} value={line.technician_id} onChange={(technician_id) => change(index, { technician_id })} />
                </div>
                <Select aria-label="Rank" w={150} allowDeselect={false} data={RANKS} value={line.rank} onChange={(rank) => rank && change(index, { rank: rank as Line["rank"] })} />
                <ActionIcon mb={4} variant="subtle" color="gray" aria-label="Remove this turn" onClick={() => become(lines.filter((_line, at) => at !== index))}>
                  <IconTrash size={15} />
                </ActionIcon>
              </Group>
              <MultiSelect aria-label="Days on which it begins" size="xs" data={DAYS} placeholder={line.days.length === 0 ? "On which days?" : ""} value={line.days.map(String)} onChange={(days) => change(index, { days: days.map(Number).sort() })} />
              <Group gap={6}>
                <TextInput aria-label="From" size="xs" type="time" w={112} value={line.starts} onChange={(event) => change(index, { starts: event.currentTarget.value })} />
                –
                <TextInput aria-label="To" size="xs" type="time" w={112} value={line.ends} onChange={(event) => change(index, { ends: event.currentTarget.value })} />
                <Text size="xs" c="dimmed">
                  {line.ends <= line.starts ? "the next day" : ""}
                </Text>
              </Group>
              <Group gap={6}>
                <TextInput label="First on" size="xs" type="date" w={140} value={line.from_on ?? ""} onChange={(event) => change(index, { from_on: event.currentTarget.value || null })} />
                <TextInput label="Last on" size="xs" type="date" w={140} value={line.to_on ?? ""} onChange={(event) => change(index, { to_on: event.currentTarget.value || null })} />
              </Group>
            </Stack>
          </Paper>
        ))}
        <div>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => become([...lines, { rank: "primary", technician_id: null, days: [0, 1, 2, 3, 4], starts: "17:00", ends: "08:00", from_on: null, to_on: null }])}
          >
            Add a turn
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}

const ROTAS: RecordKind<Rota> = {
  one: "rota",
  many: "rotas",
  path: "/api/on-call-rotas",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: false,
  archivable: true,
  empty: "No rota yet: nobody is on call.",
  columns: [],
  toValues: (row) => ({ name: row.name, zone: row.zone, territory_id: row.territory_id, skill_id: row.skill_id, patterns: turnsOf(linesOf(row.patterns)) }),
  fields: [
    { name: "name", label: "Name", kind: "text", required: true, half: true },
    { name: "zone", label: "Time zone", kind: "text", required: true, half: true, initial: Intl.DateTimeFormat().resolvedOptions().timeZone },
    { name: "territory_id", label: "Territory", kind: "record", path: "/api/territories", optionLabel: nameOf, half: true, hint: "Empty: everywhere" },
    { name: "skill_id", label: "Trade", kind: "record", path: "/api/skills", optionLabel: nameOf, half: true, hint: "Empty: every trade" },
    { name: "patterns", label: "Weekly turns", kind: "custom", initial: [], hint: "On the clock of the time zone; a turn that ends before it begins ends the next day", render: (props) => <Turns {...props} /> },
  ],
};

const SWAP: Field[] = [{ name: "technician_id", label: "Who answers instead", kind: "record", path: "/api/technicians", optionLabel: nameOf, required: true }, { name: "reason", label: "Why", kind: "text" }];

export function OnCallRotas() {
  const rotas = useRecords(ROTAS, { page_size: 200 });
  const me = useMe();
  const writes = may(me, "dispatch");
  const [editing, setEditing] = useState<Rota | "new" | null>(null);
  return (
    <>
      <Section
        title="Rotas"
        actions={
          writes && (
            <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEditing("new")}>
              New rota
            </Button>
          )
        }
      >
        {rotas.data?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            {ROTAS.empty}
          </Text>
        )}
      </Section>
      {rotas.data?.items.map((rota) => (
        <RotaSection key={rota.id} rota={rota} writes={writes} onChange={() => setEditing(rota)} />
      ))}
      <RecordEditor kind={ROTAS} editing={editing} onClose={() => setEditing(null)} />
    </>
  );
}

function RotaSection({ rota, writes, onChange }: { rota: Rota; writes: boolean; onChange: () => void }) {
  const queryClient = useQueryClient();
  const now = useQuery({ queryKey: ["now", "on-call"], queryFn: ({ signal }) => get<{ now: string }>("/api/me", { signal }), staleTime: 60_000 }).data?.now;
  const duties = useQuery({
    ...dutiesQuery(rota.id, { starts_at: now ?? "", ends_at: now ? new Date(Date.parse(now) + 14 * 86_400_000).toISOString() : "" }),
    enabled: now !== undefined,
  }).data;
  const changed = (words: string) => {
    tellDone(words);
    return queryClient.invalidateQueries();
  };
  const swap = (duty: Schemas["DutyOut"]) =>
    modals.open({
      title: `Instead of ${duty.technician_name}, ${shortDate(duty.starts_at, rota.zone)}`,
      children: (
        <RecordForm
          fields={SWAP}
          initial={{ technician_id: null, reason: "" }}
          submit="Swap"
          onSubmit={async (values) => {
            await swapOnCall(rota.id, { rank: duty.rank, on: duty.on, technician_id: Number(values["technician_id"]), reason: String(values["reason"]) });
            modals.closeAll();
            await changed("The turn is swapped.");
          }}
        />
      ),
    });
  return (
    <Section
      title={rota.name}
      actions={
        writes && (
          <Button size="compact-sm" variant="default" onClick={onChange}>
            Change
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb={6}>
        {rota.territory ?? "Everywhere"} · {rota.skill ?? "every trade"} · {rota.zone}
      </Text>
      {duties && duties.items.length > 0 ? (
        <Rows
          label={`Who is on call: ${rota.name}`}
          rows={duties.items}
          rowKey={(duty) => `${duty.starts_at}.${duty.rank}`}
          columns={[
            { label: "From", render: (duty) => `${shortDate(duty.starts_at, rota.zone)} ${clockTime(duty.starts_at, rota.zone)}` },
            { label: "Until", render: (duty) => `${shortDate(duty.ends_at, rota.zone)} ${clockTime(duty.ends_at, rota.zone)}` },
            { label: "Rank", render: (duty) => (duty.rank === "primary" ? "first" : "second") },
            {
              label: "Technician",
              render: (duty) => (
                <Group gap={6}>
                  {duty.technician_name}
                  {duty.instead_of && (
                    <Text span size="xs" c="dimmed">
                      instead of {duty.instead_of}
                      {duty.reason && `: ${duty.reason}`}
                    </Text>
                  )}
                  {duty.is_away && <Badge color="red">is away then</Badge>}
                </Group>
              ),
            },
            { label: "Phone", render: (duty) => duty.technician_phone },
            {
              label: "",
              align: "right",
              render: (duty) => {
                const { swap_id: swapId } = duty;
                if (!writes) return null;
                return swapId === null ? (
                  <Button size="compact-xs" variant="subtle" onClick={() => swap(duty)}>
                    Swap…
                  </Button>
                ) : (
                  <Button size="compact-xs" variant="subtle" onClick={() => void removeOnCallSwap(swapId).then(() => changed("The swap is taken back."), tellProblem)}>
                    Take the swap back
                  </Button>
                );
              },
            },
          ]}
        />
      ) : (
        <Text size="sm" c="var(--tone-warn)">
          Nobody is on call in the next two weeks.
        </Text>
      )}
    </Section>
  );
}
