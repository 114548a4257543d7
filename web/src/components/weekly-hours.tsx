/** Weekly intervals of wall time: several a day, past midnight when one ends before it begins. */
import { ActionIcon, Button, Group, Input, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const OPTIONS = WEEKDAYS.map((label, index) => ({ value: String(index), label }));

type Interval = Record<string, unknown> & { weekday: number };

interface Props {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: Interval[];
  onChange: (value: Interval[]) => void;
  /** What the two times are called in the record. */
  from: string;
  to: string;
}

const short = (time: unknown): string => (typeof time === "string" ? time.slice(0, 5) : "");

export function WeeklyHours({ label, hint, error, value, onChange, from, to }: Props) {
  const change = (at: number, more: Record<string, unknown>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...more } : one)));
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Stack gap={6} mt={4}>
        {value.map((one, index) => (
          <Group key={index} gap={6} wrap="nowrap">
            <Select
              aria-label={`${label}: day`}
              w={130}
              size="xs"
              data={OPTIONS}
              value={String(one.weekday)}
              allowDeselect={false}
              onChange={(day) => change(index, { weekday: Number(day) })}
            />
            <TextInput aria-label={`${label}: from`} size="xs" w={112} type="time" value={short(one[from])} onChange={(event) => change(index, { [from]: event.currentTarget.value })} />
            –
            <TextInput aria-label={`${label}: to`} size="xs" w={112} type="time" value={short(one[to])} onChange={(event) => change(index, { [to]: event.currentTarget.value })} />
            <ActionIcon variant="subtle" color="gray" aria-label="Remove" onClick={() => onChange(value.filter((_one, at) => at !== index))}>
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ))}
        <Group gap={6}>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => onChange([...value, { weekday: Math.min(6, (value.at(-1)?.weekday ?? -1) + 1), [from]: value.at(-1)?.[from] ?? "08:00", [to]: value.at(-1)?.[to] ?? "17:00" }])}
          >
            Add
          </Button>
          {value.length === 0 && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onChange([0, 1, 2, 3, 4].map((weekday) => ({ weekday, [from]: "08:00", [to]: "17:00" })))}
            >
              Monday to Friday 8–17
            </Button>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

/** "Mon–Fri 08:00–17:00": days with the same hours together. */
export function weeklyText(intervals: { weekday: number }[], from: string, to: string): string {
  const byHours = new Map<string, number[]>();
  for (const one of intervals as Interval[]) {
    const hours = `${short(one[from])}–${short(one[to])}`;
    byHours.set(hours, [...(byHours.get(hours) ?? []), one.weekday]);
  }
  return [...byHours].map(([hours, days]) => `${dayText(days)} ${hours}`).join(", ");
}

function dayText(days: number[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  const name = (day: number) => (WEEKDAYS[day] ?? "").slice(0, 3);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1;
    const first = sorted[at] ?? 0;
    const last = sorted[end] ?? 0;
    parts.push(end - at >= 2 ? `${name(first)}–${name(last)}` : sorted.slice(at, end + 1).map(name).join(", "));
    at = end + 1;
  }
  return parts.join(", ");
}
