/** Calendars and targets: the hours a company works, and what it promises. */
import { ActionIcon, Badge, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import type { Schemas } from "@/api/schemas";
import type { FieldProps, RecordKind } from "@/components/record";
import { WeeklyHours, weeklyText } from "@/components/weekly-hours";

import { HolidayCountry, HolidayList, HolidaySubdivision } from "./holidays";
import { TryCalendar } from "./try-calendar";
import { type Hours, WeekPicture } from "./week-picture";

export type Calendar = Schemas["CalendarOut"];

function ClosedDays({ label, hint, error, value, onChange }: FieldProps) {
  const days = (value ?? []) as { on: string; name: string }[];
  const change = (at: number, more: Partial<{ on: string; name: string }>) =>
    onChange(days.map((day, index) => (index === at ? { ...day, ...more } : day)));
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Stack gap={6} mt={4}>
        {days.map((day, index) => (
          <Group key={index} gap={6} wrap="nowrap">
            <TextInput aria-label="Closed on" size="xs" type="date" w={150} value={day.on} onChange={(event) => change(index, { on: event.currentTarget.value })} />
            <TextInput aria-label="Name of the day" size="xs" flex={1} placeholder="Name" value={day.name} onChange={(event) => change(index, { name: event.currentTarget.value })} />
            <ActionIcon variant="subtle" color="gray" aria-label="Remove" onClick={() => onChange(days.filter((_day, at) => at !== index))}>
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} />} onClick={() => onChange([...days, { on: "", name: "" }])}>
            Add
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}

export const CALENDARS: RecordKind<Calendar> = {
  one: "calendar",
  many: "calendars",
  path: "/api/calendars",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No calendars yet. A calendar says when a target's clock runs.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    {
      label: "Hours",
      render: (row) => (row.round_the_clock ? <Badge variant="light">round the clock</Badge> : weeklyText(row.intervals, "opens", "closes")),
    },
    { label: "Version", render: (row) => `v${row.version}` },
    { label: "Public holidays of", render: (row) => [row.holiday_country, row.holiday_subdivision].filter(Boolean).join("-") },
    { label: "Own closed days", render: (row) => row.closed_days.length || "" },
  ],
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "round_the_clock", label: "Round the clock, every day", kind: "switch" },
    {
      name: "intervals",
      label: "Working hours",
      kind: "custom",
      initial: [],
      hint: "On the clock of each site",
      render: ({ label, hint, error, value, onChange }) => (
        <WeeklyHours label={label} hint={hint} error={error} value={(value ?? []) as { weekday: number }[]} onChange={onChange} from="opens" to="closes" />
      ),
    },
    {
      name: "week",
      label: "The week",
      kind: "custom",
      render: ({ values }) => <WeekPicture intervals={(values["intervals"] ?? []) as Hours[]} roundTheClock={values["round_the_clock"] === true} />,
    },
    { name: "holiday_country", label: "Public holidays of", kind: "custom", initial: "", half: true, hint: "Empty for none", render: (props) => <HolidayCountry {...props} /> },
    { name: "holiday_subdivision", label: "State or region", kind: "custom", initial: "", half: true, hint: "Where it has its own", render: (props) => <HolidaySubdivision {...props} /> },
    { name: "holidays", label: "Public holidays", kind: "custom", render: (props) => <HolidayList {...props} /> },
    { name: "closed_days", label: "Own closed days", kind: "custom", initial: [], render: (props) => <ClosedDays {...props} /> },
    { name: "tried", label: "Try it", kind: "custom", render: (props) => <TryCalendar {...props} /> },
  ],
};
