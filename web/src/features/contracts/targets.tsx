/** What is promised: a line for everybody, customers and kinds of work, a column for each priority, three clocks a cell. */
import { Alert, Button, Drawer, Group, NumberInput, Select, Stack, Table, Text, TextInput, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { del, get, type Page, put } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { Section } from "@/components/page";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import type { Values } from "@/components/record";
import { RecordSelect } from "@/components/record-select";
import { WallTimeInput } from "@/components/wall-time-input";
import { browserZone, dateIn, dateTime } from "@/lib/dates";
import { instantOf, type WallTime } from "@/lib/wall-time";
import { spanText } from "@/lib/spans";

import styles from "./targets.module.css";

type Target = Schemas["TargetOut"];
type Clock = Target["clock"];
type Unit = Target["unit"];
type Calendar = Schemas["CalendarOut"];

const UNITS: { value: Unit; label: string }[] = [
  { value: "elapsed_minutes", label: "minutes on the clock" },
  { value: "working_minutes", label: "working minutes" },
  { value: "working_days", label: "working days" },
  { value: "calendar_days", label: "calendar days" },
];
const MEANING = ["", "emergency", "urgent", "normal", "when convenient"];
const PRIORITIES = [1, 2, 3, 4];
const CLOCKS: { clock: Clock; label: string; hint: string }[] = [
  { clock: "response", label: "Response", hint: "until somebody is on site" },
  { clock: "make_safe", label: "Make safe", hint: "until nobody is in danger" },
  { clock: "resolution", label: "Resolution", hint: "until the work is done" },
];
const nameOf = (row: Values): string => String(row["name"]);

interface Line {
  customer_id: number | null;
  customer: string | null;
  work_type_id: number | null;
  workType: string | null;
}

const EVERYBODY: Line = { customer_id: null, customer: null, work_type_id: null, workType: null };
const keyOf = (line: Pick<Line, "customer_id" | "work_type_id">): string => `${line.customer_id ?? 0}.${line.work_type_id ?? 0}`;
const titleOf = (line: Line): string => [line.customer, line.workType].filter(Boolean).join(", ") || "Everybody";

function linesOf(targets: Target[], added: Line[]): Line[] {
  const lines = new Map([[keyOf(EVERYBODY), EVERYBODY]]);
  for (const target of targets) {
    lines.set(keyOf(target), { customer_id: target.customer_id, customer: target.customer_name, work_type_id: target.work_type_id, workType: target.work_type_name });
  }
  for (const line of added) if (!lines.has(keyOf(line))) lines.set(keyOf(line), line);
  return [...lines.values()];
}

const PATH = "/api/targets";

export function Targets({ mayChange }: { mayChange: boolean }) {
  const [added, setAdded] = useState<Line[]>([]);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<{ line: Line; priority: number } | null>(null);
  const targets = useQuery({ queryKey: ["targets"], queryFn: ({ signal }) => get<Page<Target>>(PATH, { query: { page_size: 200 }, signal }) });
  const calendars = useQuery({
    queryKey: ["records", "/api/calendars", "all"],
    queryFn: ({ signal }) => get<Page<Calendar>>("/api/calendars", { query: { page_size: 200 }, signal }),
  });
  if (targets.error) return <ProblemNotice error={targets.error} />;
  if (!targets.data) return null;
  const items = targets.data.items;
  const cell = (line: Line, priority: number) => items.filter((one) => one.priority === priority && keyOf(one) === keyOf(line));
  return (
    <Stack gap="lg">
      {/* Relative, so that the cells' hidden words scroll with them and do not widen the page. */}
      <div style={{ overflowX: "auto", position: "relative" }}>
        <Table verticalSpacing={6} miw={820} aria-label="Targets" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={220}>Promised to</Table.Th>
              {PRIORITIES.map((priority) => (
                <Table.Th key={priority}>
                  P{priority} · {MEANING[priority]}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {linesOf(items, added).map((line) => (
              <Table.Tr key={keyOf(line)} className={styles.line}>
                <Table.Td>
                  <Text size="sm" fw={560}>
                    {line.customer ?? (line.workType ? "Everybody" : "Everybody else")}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {line.workType ?? "every kind of work"}
                  </Text>
                </Table.Td>
                {PRIORITIES.map((priority) => (
                  <Table.Td key={priority}>
                    <UnstyledButton className={styles.cell} disabled={!mayChange} onClick={() => setEditing({ line, priority })}>
                      <VisuallyHidden>{`${titleOf(line)}, P${priority}: `}</VisuallyHidden>
                      <Cell targets={cell(line, priority)} isDefault={keyOf(line) === keyOf(EVERYBODY)} />
                    </UnstyledButton>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group justify="space-between">
        <Text size="xs" c="dimmed" maw={620}>
          For each clock the first that is set is promised: customer and kind of work, customer, kind of work, everybody else. It holds for what is raised from now on; what was promised stays.
        </Text>
        {mayChange && (
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            For a customer or a kind of work
          </Button>
        )}
      </Group>
      <TryTargets version={targets.dataUpdatedAt} />
      <Drawer opened={adding} onClose={() => setAdding(false)} position="right" title="Promise something else to">
        <AddLine
          onAdd={(line) => {
            setAdding(false);
            setAdded((old) => [...old, line]);
            setEditing({ line, priority: 1 });
          }}
        />
      </Drawer>
      <Drawer opened={editing !== null} onClose={() => setEditing(null)} position="right" size="lg" title={editing ? `${titleOf(editing.line)} · P${editing.priority}, ${MEANING[editing.priority]}` : ""}>
        {editing && <CellForm key={`${keyOf(editing.line)}.${editing.priority}`} {...editing} targets={cell(editing.line, editing.priority)} calendars={calendars.data?.items ?? []} onDone={() => setEditing(null)} />}
      </Drawer>
    </Stack>
  );
}

function Cell({ targets, isDefault }: { targets: Target[]; isDefault: boolean }) {
  if (targets.length === 0) return <span className={styles.nothing}>{isDefault ? "nothing promised" : "as in general"}</span>;
  return CLOCKS.map(({ clock, label }) => {
    const target = targets.find((one) => one.clock === clock);
    return (
      target && (
        <div key={clock}>
          <span className={styles.clock}>{label}</span> {spanText(target.amount, target.unit)}
          {target.calendar_name && <span className={styles.calendar}> · {target.calendar_name}</span>}
          {target.cut_off && <span className={styles.calendar}>, until {target.cut_off.slice(0, 5)}</span>}
        </div>
      )
    );
  });
}

function AddLine({ onAdd }: { onAdd: (line: Line) => void }) {
  const [customerId, setCustomerId] = useState<number | null>(null);
  const [workTypeId, setWorkTypeId] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const add = async () => {
    const name = async (path: string, id: number | null) => (id === null ? null : (await get<{ name: string }>(`${path}/{id}`, { path: { id } })).name);
    const [customer, workType] = await Promise.all([name("/api/customers", customerId), name("/api/work-types", workTypeId)]);
    onAdd({ customer_id: customerId, customer, work_type_id: workTypeId, workType });
  };
  return (
    <Stack>
      <RecordSelect label="Customer" hint="Empty: every customer" path="/api/customers" optionLabel={nameOf} value={customerId} onChange={setCustomerId} />
      <RecordSelect label="Kind of work" hint="Empty: every kind" path="/api/work-types" optionLabel={nameOf} value={workTypeId} onChange={setWorkTypeId} />
      <ProblemNotice error={error} />
      <Group justify="flex-end">
        <Button disabled={customerId === null && workTypeId === null} onClick={() => void add().catch(setError)}>
          Go on
        </Button>
      </Group>
    </Stack>
  );
}

interface Draft {
  amount: number | null;
  unit: Unit;
  calendarId: number | null;
  cutOff: string;
}

const onCalendar = (unit: Unit): boolean => unit === "working_minutes" || unit === "working_days";
const draftOf = (target: Target | undefined): Draft => ({
  amount: target?.amount ?? null,
  unit: target?.unit ?? "elapsed_minutes",
  calendarId: target?.calendar_id ?? null,
  cutOff: target?.cut_off?.slice(0, 5) ?? "",
});

interface CellFormProps {
  line: Line;
  priority: number;
  targets: Target[];
  calendars: Calendar[];
  onDone: () => void;
}

function CellForm({ line, priority, targets, calendars, onDone }: CellFormProps) {
  const queryClient = useQueryClient();
  const before = Object.fromEntries(CLOCKS.map(({ clock }) => [clock, targets.find((one) => one.clock === clock)])) as Record<Clock, Target | undefined>;
  const [drafts, setDrafts] = useState<Record<Clock, Draft>>({ response: draftOf(before.response), make_safe: draftOf(before.make_safe), resolution: draftOf(before.resolution) });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const change = (clock: Clock, more: Partial<Draft>) => setDrafts((old) => ({ ...old, [clock]: { ...old[clock], ...more } }));
  const save = async () => {
    for (const { clock } of CLOCKS) {
      const draft = drafts[clock];
      const target = before[clock];
      const of = { clock, customer_id: line.customer_id, work_type_id: line.work_type_id };
      if (draft.amount === null) {
        if (target) await del(`${PATH}/{priority}`, { path: { priority }, query: of });
      } else if (JSON.stringify(draft) !== JSON.stringify(draftOf(target))) {
        const body = {
          ...of,
          amount: draft.amount,
          unit: draft.unit,
          calendar_id: onCalendar(draft.unit) ? draft.calendarId : null,
          cut_off: draft.unit === "working_days" && draft.cutOff ? draft.cutOff : null,
          ...(target ? { version: target.version } : {}),
        };
        await put(`${PATH}/{priority}`, { path: { priority }, body });
      }
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        setError(null);
        save()
          .then(async () => {
            tellDone(`${titleOf(line)}, P${priority}: promised from now on.`);
            await queryClient.invalidateQueries({ queryKey: ["targets"] });
            onDone();
          }, setError)
          .finally(() => setBusy(false));
      }}
    >
      <Stack gap="lg">
        {CLOCKS.map(({ clock, label, hint }) => {
          const draft = drafts[clock];
          return (
            <div key={clock} role="group" aria-label={label}>
              <Text size="sm" fw={560}>
                {label}{" "}
                <Text span size="xs" c="dimmed" fw={400}>
                  {hint}; empty for no promise
                </Text>
              </Text>
              <Group gap={8} mt={4} align="end">
                <NumberInput aria-label={`${label}: amount`} w={90} min={1} allowDecimal={false} value={draft.amount ?? ""} onChange={(next) => change(clock, { amount: typeof next === "number" ? next : null })} />
                <Select aria-label={`${label}: unit`} w={180} data={UNITS} allowDeselect={false} value={draft.unit} onChange={(next) => next && change(clock, { unit: next as Unit })} />
                {onCalendar(draft.unit) && (
                  <Select
                    aria-label={`${label}: calendar`}
                    w={190}
                    placeholder="on which calendar"
                    required={draft.amount !== null}
                    data={calendars.map((one) => ({ value: String(one.id), label: one.name }))}
                    value={draft.calendarId === null ? null : String(draft.calendarId)}
                    onChange={(next) => change(clock, { calendarId: next === null ? null : Number(next) })}
                  />
                )}
              </Group>
              {draft.unit === "working_days" && (
                <TextInput mt={6} w={280} size="xs" type="time" label="Cut-off" description="What comes later counts from the next working day; empty: when business hours end" value={draft.cutOff} onChange={(event) => change(clock, { cutOff: event.currentTarget.value })} />
              )}
            </div>
          );
        })}
        {calendars.length === 0 && <Alert variant="light">Working time is counted on a calendar; there is none yet.</Alert>}
        <ProblemNotice error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Leave it
          </Button>
          <Button type="submit" loading={busy}>
            Promise this
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** "A call at … is due at …", from the targets as they are kept. */
function TryTargets({ version }: { version: number }) {
  const zone = browserZone();
  const [at, setAt] = useState<WallTime>(() => ({ text: `${dateIn(Date.now(), zone)}T16:00`, which: null }));
  const [siteId, setSiteId] = useState<number | null>(null);
  const [workTypeId, setWorkTypeId] = useState<number | null>(null);
  const [priority, setPriority] = useState("2");
  const site = useQuery({
    queryKey: ["records", "/api/sites", siteId],
    queryFn: ({ signal }) => get<Schemas["SiteOut"]>("/api/sites/{id}", { path: { id: siteId ?? 0 }, signal }),
    enabled: siteId !== null,
  }).data;
  const there = site?.zone ?? zone;
  const reported = instantOf(at, there);
  const due = useQuery({
    queryKey: ["targets", "due", version, reported, site?.id, workTypeId, priority],
    queryFn: ({ signal }) =>
      get<Page<Schemas["PromiseOut"]>>("/api/targets/due", {
        query: {
          priority,
          reported_at: reported,
          zone: there,
          customer_id: site?.customer_id,
          work_type_id: workTypeId,
        },
        signal,
      }),
    enabled: reported !== null,
    placeholderData: (previous) => previous,
  });
  return (
    <Section title="Try a call">
      <Group gap={8} align="end">
        <WallTimeInput label="A call at" zone={there} value={at} onChange={setAt} />
        <RecordSelect label="Site" path="/api/sites" optionLabel={nameOf} value={siteId} onChange={setSiteId} />
        <RecordSelect label="Kind of work" path="/api/work-types" optionLabel={nameOf} value={workTypeId} onChange={setWorkTypeId} />
        <Select label="Priority" w={170} allowDeselect={false} value={priority} onChange={(next) => next && setPriority(next)} data={PRIORITIES.map((one) => ({ value: String(one), label: `P${one} · ${MEANING[one]}` }))} />
      </Group>
      <Stack gap={2} mt="sm" aria-live="polite">
        {due.error && <ProblemNotice error={due.error} />}
        {due.data?.items.length === 0 && <Text size="sm">Nothing is promised for it.</Text>}
        {due.data?.items.map((one) => {
          const target = one.target as { name: string; amount: number; unit: string; calendar: { name: string; version: number } | null };
          return (
            <Text key={one.clock} size="sm">
              <strong>
                {CLOCKS.find(({ clock }) => clock === one.clock)?.label} by {dateTime(one.due_at, there)}
              </strong>{" "}
              from {target.name}: {spanText(target.amount, target.unit)}
              {target.calendar && ` on ${target.calendar.name} v${target.calendar.version}`}
            </Text>
          );
        })}
        <Text size="xs" c="dimmed">
          On the clock of the site, {there}
        </Text>
      </Stack>
    </Section>
  );
}
