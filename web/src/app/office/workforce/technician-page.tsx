/** One technician: what he can and may do, when he is there, and when he is away. */
import { Anchor, Badge, Button, Group, SimpleGrid, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { get } from "@/api/client";
import { may, useMe } from "@/api/session";
import { absenceKind, RECORDABLE } from "@/components/absence-kind";
import { Rows } from "@/components/data-table";
import { Facts, Page, PageLoading, PageRefused, Section } from "@/components/page";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import type { Field } from "@/components/record";
import { emptyValues, RecordForm } from "@/components/record-form";
import { RecordEditor, RecordSection } from "@/components/record-list";
import { weeklyText } from "@/components/weekly-hours";
import { recordAbsence } from "@/features/dispatch/api/record-absence";
import { cancelAbsence } from "@/features/workforce/api/cancel-absence";
import { absencesQuery } from "@/features/workforce/api/list-absences";
import { CERTIFICATIONS, SHIFT_EXCEPTIONS, type Technician, TECHNICIANS } from "@/features/workforce/records";
import { TimesheetSection } from "@/features/workforce/timesheet";
import { dateIn, dateTime, duration, plainDate } from "@/lib/dates";

const ABSENCE: Field[] = [
  {
    name: "kind",
    label: "Why",
    kind: "select",
    required: true,
    initial: "leave",
    options: RECORDABLE.map((value) => ({ value, label: absenceKind(value).label })),
  },
  { name: "starts_at", label: "From", kind: "datetime", required: true, half: true, hint: "On the clock of this browser" },
  { name: "ends_at", label: "Until", kind: "datetime", required: true, half: true },
  { name: "note", label: "Note", kind: "text" },
  {
    name: "visits",
    label: "Visits in that time",
    kind: "select",
    required: true,
    initial: "refuse",
    options: [
      { value: "refuse", label: "There are none; tell me if there are" },
      { value: "release", label: "Go back to the queue" },
      { value: "keep", label: "Stay, and show as conflicts" },
    ],
  },
];

export function TechnicianPage() {
  const id = Number(useParams({ strict: false })["id"]);
  const me = useMe();
  const technician = useQuery({
    queryKey: ["records", TECHNICIANS.path, id],
    queryFn: ({ signal }) => get<Technician>("/api/technicians/{id}", { path: { id }, signal }),
  });
  const [editing, setEditing] = useState<Technician | null>(null);
  if (technician.error)
    return (
      <PageRefused what="Technician">
        <ProblemNotice error={technician.error} />
      </PageRefused>
    );
  if (!technician.data) return <PageLoading what="the technician" />;
  const row = technician.data;
  const writes = may(me, "dispatch");
  const place = (lat: number | null, lon: number | null) => (lat === null || lon === null ? "not known" : `${lat.toFixed(4)}, ${lon.toFixed(4)}`);
  return (
    <Page
      title={row.name}
      hint={
        <Anchor component={Link} to="/technicians" size="xs">
          Technicians
        </Anchor>
      }
      actions={
        writes && (
          <Button variant="default" onClick={() => setEditing(row)}>
            Change
          </Button>
        )
      }
    >
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <div>
          <Section title="About">
            <Facts
              rows={[
                ["Phone", row.phone],
                [
                  "Skills",
                  row.skills.length > 0 ? (
                    <Group gap={4}>
                      {row.skills.map((skill) => (
                        <Badge key={skill.skill_id} variant="light" color="gray" tt="none" fw={500}>
                          {skill.name} {skill.level}
                        </Badge>
                      ))}
                    </Group>
                  ) : (
                    <Text size="sm" c="var(--tone-warn)">
                      none: nothing that needs a skill is given to {row.name}
                    </Text>
                  ),
                ],
                ["Territories", row.territories.map((one) => one.name).join(", ")],
                ["Usual shifts", weeklyText(row.shift_patterns, "starts", "ends") || "none: not on the board"],
                ["Clock", row.zone],
                ["Day starts", row.start_policy === "open" ? "anywhere" : `${row.start_policy} (${row.start_policy === "home" ? place(row.home_lat, row.home_lon) : place(row.depot_lat, row.depot_lon)})`],
                ["Vehicle", row.vehicle],
                ["Public holidays", [row.holiday_country, row.holiday_subdivision].filter(Boolean).join(", ")],
                ["Longest drive", row.max_travel_s !== null && duration(row.max_travel_s)],
                ["Costs", row.cost_rate !== null && `${Number(row.cost_rate)} ${row.currency} an hour`],
                ["Signs in", row.user_id === null ? "no user yet: cannot use the phone" : "yes"],
              ]}
            />
          </Section>
          <RecordSection kind={CERTIFICATIONS} filter={{ technician_id: id }} preset={{ technician_id: id }} />
        </div>
        <div>
          <TimesheetSection technician={row} maySay={writes} />
          <Absences technician={row} mayChange={writes} />
          <RecordSection kind={SHIFT_EXCEPTIONS} title="Days with other hours" filter={{ technician_id: id }} preset={{ technician_id: id }} onOpen={() => undefined} />
        </div>
      </SimpleGrid>
      <RecordEditor kind={TECHNICIANS} editing={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}

function Absences({ technician, mayChange }: { technician: Technician; mayChange: boolean }) {
  const queryClient = useQueryClient();
  const absences = useQuery(absencesQuery({ technician_id: technician.id, page_size: 50 }));
  const record = () =>
    modals.open({
      title: `${technician.name} is not there for visits`,
      children: (
        <RecordForm
          fields={ABSENCE}
          initial={emptyValues(ABSENCE)}
          submit="Record it"
          onSubmit={async (values) => {
            const { visits, ...absence } = values;
            await recordAbsence({ ...absence, technician_id: technician.id, release_visits: visits === "release", keep_visits: visits === "keep" });
            modals.closeAll();
            tellDone("The absence is on the board.");
            await queryClient.invalidateQueries();
          }}
        />
      ),
    });
  return (
    <Section
      title="Away, training, meetings"
      actions={
        mayChange && (
          <Button size="compact-sm" variant="default" onClick={record}>
            Record time away
          </Button>
        )
      }
    >
      {absences.data && absences.data.total > 0 ? (
        <Rows
          label="Absences"
          rows={absences.data.items}
          rowKey={(row) => row.id}
          faded={(row) => row.canceled_at !== null}
          columns={[
            { label: "Why", render: (row) => `${absenceKind(row.kind).label}${row.is_contested && row.canceled_at === null ? " (visits stand in it)" : ""}` },
            { label: "From", render: (row) => (row.kind === "public_holiday" ? plainDate(dateIn(row.starts_at, technician.zone)) : dateTime(row.starts_at, technician.zone)) },
            { label: "Until", render: (row) => (row.kind === "public_holiday" ? "" : dateTime(row.ends_at, technician.zone)) },
            { label: "Note", render: (row) => row.note },
            {
              label: "",
              align: "right",
              render: (row) =>
                row.canceled_at
                  ? "canceled"
                  : mayChange && (
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        onClick={() =>
                          void cancelAbsence(row.id, { version: row.version }).then(
                            () => {
                              tellDone(`${technician.name} is there after all.`);
                              return queryClient.invalidateQueries();
                            },
                            tellProblem,
                          )
                        }
                      >
                        Is there after all
                      </Button>
                    ),
            },
          ]}
        />
      ) : (
        <Text size="sm" c="dimmed">
          Nothing of the kind.
        </Text>
      )}
    </Section>
  );
}
