/** A technician's hours as they were: what he is doing now, the last two weeks by day, and saying it for him. */
import { Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { get } from "@/api/client";
import { Rows } from "@/components/data-table";
import { Section } from "@/components/page";
import { tellDone } from "@/components/problem-notice";
import type { Field } from "@/components/record";
import { RecordForm } from "@/components/record-form";
import { addDays, clockTime, dateIn, dateTime, duration, shortDate } from "@/lib/dates";

import { attend, type Attending } from "./api/attend";
import { timesheetQuery } from "./api/get-timesheet";

const DAYS = 14;
const STATE = { off: "Not clocked on", work: "Clocked on", break: "On a break" } as const;
const WORDS: Record<Attending, string> = { "clock-on": "Clock on…", "start-break": "Break…", "end-break": "Back to work…", "clock-off": "Clock off…" };
const NEXT: Record<keyof typeof STATE, Attending[]> = { off: ["clock-on"], work: ["start-break", "clock-off"], break: ["end-break", "clock-off"] };
const SAY: Field[] = [
  { name: "at", label: "When it really was", kind: "datetime", required: true, hint: "On the clock of this browser" },
  { name: "reason", label: "Why you say it", kind: "text", required: true },
];

const person = (said: string): string => said.replace(/ <[^>]*>/, "");

export function TimesheetSection({ technician, maySay }: { technician: { id: number; name: string; zone: string }; maySay: boolean }) {
  const queryClient = useQueryClient();
  // The company's today, which in a demo is not this computer's.
  const me = useQuery({ queryKey: ["now", "timesheet", technician.id], queryFn: ({ signal }) => get<{ now: string }>("/api/me", { signal }) });
  const today = me.data ? dateIn(me.data.now, technician.zone) : null;
  const sheet = useQuery({
    ...timesheetQuery(technician.id, { from_on: today ? addDays(today, -DAYS) : "", to_on: today ?? "" }),
    enabled: today !== null,
  }).data;
  if (!sheet || !me.data) return null;
  const say = (what: Attending) =>
    modals.open({
      title: `${WORDS[what].replace("…", "")}: for ${technician.name}`,
      children: (
        <RecordForm
          fields={SAY}
          initial={{ at: me.data.now, reason: "" }}
          submit="Write it down"
          onSubmit={async (values) => {
            await attend(technician.id, what, { at: String(values["at"]), reason: String(values["reason"]) });
            modals.closeAll();
            tellDone(`It is written down as said by you for ${technician.name}.`);
            await queryClient.invalidateQueries();
          }}
        />
      ),
    });
  return (
    <Section
      title="Hours"
      actions={
        maySay && (
          <Group gap={6}>
            {NEXT[sheet.state].map((what) => (
              <Button key={what} size="compact-sm" variant="default" onClick={() => say(what)}>
                {WORDS[what]}
              </Button>
            ))}
          </Group>
        )
      }
    >
      <Text size="sm" mb={6}>
        {STATE[sheet.state]}
        {sheet.since && (sheet.state === "off" ? `; clocked off ${dateTime(sheet.since, technician.zone)}` : ` since ${dateTime(sheet.since, technician.zone)}`)}
      </Text>
      {sheet.items.length > 0 && (
        <Rows
          label="Hours by day"
          rows={[...sheet.items].reverse()}
          rowKey={(day) => day.on}
          columns={[
            { label: "Day", render: (day) => shortDate(day.clocked_on_at, technician.zone) },
            { label: "On", render: (day) => clockTime(day.clocked_on_at, technician.zone) },
            { label: "Off", render: (day) => (day.clocked_off_at ? clockTime(day.clocked_off_at, technician.zone) : "still there") },
            { label: "At work", align: "right", render: (day) => duration(day.work_s) },
            { label: "Breaks", align: "right", render: (day) => (day.break_s > 0 ? duration(day.break_s) : "") },
            {
              label: "Said by the office",
              render: (day) => [...new Set(day.parts.flatMap((part) => [part.start_said, part.end_said]).filter(Boolean))].map(person).join("; "),
            },
          ]}
        />
      )}
    </Section>
  );
}
