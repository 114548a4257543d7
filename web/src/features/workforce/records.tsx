/** Technicians and what belongs to them, as records. */
import { Badge, Button, Group, Input, Select, Stack, Text } from "@mantine/core";

import { useQueryClient } from "@tanstack/react-query";

import type { Schemas } from "@/api/schemas";
import { may, useMe } from "@/api/session";
import { tellDone, tellProblem } from "@/components/problem-notice";
import type { FieldProps, RecordKind, Values } from "@/components/record";
import { RecordMultiSelect } from "@/components/record-select";
import { WeeklyHours, weeklyText } from "@/components/weekly-hours";
import { plainDate } from "@/lib/dates";

import { removeShiftException } from "./api/remove-shift-exception";

export type Technician = Schemas["TechnicianOut"];
export type Certification = Schemas["CertificationOut"];
export type ShiftException = Schemas["ShiftExceptionOut"];

const nameOf = (row: Values): string => String(row["name"]);
const DAY_ENDS = [
  { value: "home", label: "Home" },
  { value: "depot", label: "Depot" },
  { value: "open", label: "Anywhere" },
];

/** Skills held, each with its level. */
function SkillLevels({ label, hint, error, value, onChange }: FieldProps) {
  const held = (value ?? []) as { skill_id: number; level: number; name?: string }[];
  return (
    <Stack gap={6}>
      <RecordMultiSelect
        label={label}
        hint={hint}
        error={error}
        path="/api/skills"
        optionLabel={nameOf}
        value={held.map((one) => one.skill_id)}
        onChange={(ids) => onChange(ids.map((skill_id) => held.find((one) => one.skill_id === skill_id) ?? { skill_id, level: 3 }))}
      />
      {held.length > 0 && (
        <Input.Wrapper label="Level of each">
          <Group gap="sm" mt={4}>
            {held.map((one, index) => (
              <Group key={one.skill_id} gap={4}>
                <Text size="sm">{one.name ?? `Skill ${index + 1}`}</Text>
                <Select
                  aria-label={`Level of ${one.name ?? `skill ${index + 1}`}`}
                  size="xs"
                  w={64}
                  allowDeselect={false}
                  data={["1", "2", "3", "4", "5"]}
                  value={String(one.level)}
                  onChange={(level) => onChange(held.map((other) => (other === one ? { ...one, level: Number(level) } : other)))}
                />
              </Group>
            ))}
          </Group>
        </Input.Wrapper>
      )}
    </Stack>
  );
}

export const TECHNICIANS: RecordKind<Technician> = {
  one: "technician",
  many: "technicians",
  path: "/api/technicians",
  file: "/api/technicians.csv",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No technicians yet. Make skills first, then the people who have them.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Phone", render: (row) => row.phone },
    {
      label: "Skills",
      render: (row) => (
        <Group gap={4}>
          {row.skills.map((skill) => (
            <Badge key={skill.skill_id} variant="light" color="gray" tt="none" fw={500}>
              {skill.name} {skill.level}
            </Badge>
          ))}
        </Group>
      ),
    },
    { label: "Territories", render: (row) => row.territories.map((one) => one.name).join(", ") },
    { label: "Usual shifts", render: (row) => weeklyText(row.shift_patterns, "starts", "ends") },
    { label: "Vehicle", render: (row) => row.vehicle },
  ],
  toValues: (row) => ({
    ...row,
    skills: row.skills.map(({ skill_id, level }) => ({ skill_id, level })),
    territory_ids: row.territories.map((one) => one.id),
  }),
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "phone", label: "Phone", kind: "tel", half: true },
    { name: "user_id", label: "Signs in as", kind: "record", path: "/api/users", optionLabel: (row) => `${nameOf(row)} · ${String(row["email"])}`, half: true },
    { name: "zone", label: "Time zone", kind: "text", required: true, half: true, initial: Intl.DateTimeFormat().resolvedOptions().timeZone },
    { name: "team_id", label: "Team", kind: "record", path: "/api/teams", optionLabel: nameOf, half: true },
    { name: "skills", label: "Skills", kind: "custom", initial: [], render: (props) => <SkillLevels {...props} /> },
    { name: "territory_ids", label: "Territories", kind: "records", path: "/api/territories", optionLabel: nameOf },
    {
      name: "shift_patterns",
      label: "Usual shifts",
      kind: "custom",
      initial: [],
      hint: "On the technician's own clock; past midnight if one ends before it starts",
      render: ({ label, hint, error, value, onChange }) => (
        <WeeklyHours label={label} hint={hint} error={error} value={(value ?? []) as { weekday: number }[]} onChange={onChange} from="starts" to="ends" />
      ),
    },
    { name: "start_policy", label: "The day starts at", kind: "select", required: true, initial: "home", options: DAY_ENDS, half: true },
    { name: "end_policy", label: "The day ends at", kind: "select", required: true, initial: "home", options: DAY_ENDS, half: true },
    { name: "holiday_country", label: "Public holidays of", kind: "text", half: true, hint: "Country code such as GB or US; empty for none" },
    { name: "holiday_subdivision", label: "Part of the country", kind: "text", half: true, hint: "Such as SCT or NY, where its days differ" },
    { name: "home_lat", label: "Home latitude", kind: "decimal", half: true },
    { name: "home_lon", label: "Home longitude", kind: "decimal", half: true },
    { name: "depot_lat", label: "Depot latitude", kind: "decimal", half: true },
    { name: "depot_lon", label: "Depot longitude", kind: "decimal", half: true },
    { name: "vehicle", label: "Vehicle", kind: "text", half: true },
    { name: "max_travel_s", label: "Longest drive", kind: "minutes", half: true },
    { name: "cost_rate", label: "Cost per hour", kind: "decimal", half: true },
    { name: "currency", label: "Currency", kind: "text", required: true, half: true, initial: "USD" },
  ],
};

export const SKILLS: RecordKind<Schemas["SkillOut"]> = {
  one: "skill",
  many: "skills",
  path: "/api/skills",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No skills yet. A skill is what somebody can do.",
  columns: [{ label: "Skill", render: (row) => <strong>{row.name}</strong> }],
  fields: [{ name: "name", label: "Name", kind: "text", required: true }],
};

export const TEAMS: RecordKind<Schemas["TeamOut"]> = {
  one: "team",
  many: "teams",
  path: "/api/teams",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: false,
  archivable: false,
  empty: "No teams yet.",
  columns: [{ label: "Team", render: (row) => <strong>{row.name}</strong> }],
  fields: [{ name: "name", label: "Name", kind: "text", required: true }],
};

export const CERTIFICATION_TYPES: RecordKind<Schemas["CertificationTypeOut"]> = {
  one: "kind of certificate",
  many: "kinds of certificate",
  path: "/api/certification-types",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No kinds of certificate yet. A certificate is what somebody may do, until a date.",
  columns: [
    { label: "Certificate", render: (row) => <strong>{row.name}</strong> },
    { label: "Demanded by", render: (row) => (row.is_legal ? "the law" : "us") },
  ],
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "is_legal", label: "The law demands it: no dispatcher may override it", kind: "switch", initial: true },
  ],
};

export const CERTIFICATIONS: RecordKind<Certification> = {
  one: "certificate",
  many: "certificates",
  path: "/api/certifications",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: false,
  archivable: false,
  empty: "No certificates.",
  columns: [
    { label: "Certificate", render: (row) => <strong>{row.name}</strong> },
    { label: "Number", render: (row) => row.number },
    { label: "Issuer", render: (row) => row.issuer },
    { label: "From", render: (row) => plainDate(row.valid_from) },
    { label: "Until", render: (row) => (row.expires_on ? plainDate(row.expires_on) : "no end") },
  ],
  fields: [
    { name: "technician_id", label: "Technician", kind: "record", path: "/api/technicians", optionLabel: nameOf, required: true, once: true },
    { name: "certification_type_id", label: "Certificate", kind: "record", path: "/api/certification-types", optionLabel: nameOf, required: true, once: true },
    { name: "number", label: "Number", kind: "text", half: true },
    { name: "issuer", label: "Issuer", kind: "text", half: true },
    { name: "valid_from", label: "Valid from", kind: "date", required: true, half: true },
    { name: "expires_on", label: "Expires on", kind: "date", half: true },
  ],
};

export const TERRITORIES: RecordKind<Schemas["TerritoryOut"]> = {
  one: "territory",
  many: "territories",
  path: "/api/territories",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No territories yet. A territory is an area of responsibility.",
  columns: [
    { label: "Territory", render: (row) => <strong>{row.name}</strong> },
    { label: "Postal codes", render: (row) => row.postal_codes.join(", ") },
    { label: "Drawn", render: (row) => (row.polygon ? "as an area" : "") },
  ],
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "postal_codes", label: "Postal codes", kind: "tags", hint: "Separated by commas" },
  ],
};

function AsUsual({ exception }: { exception: ShiftException }) {
  const queryClient = useQueryClient();
  const me = useMe();
  if (!may(me, "dispatch")) return null;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      onClick={() =>
        void removeShiftException(exception.id).then(() => {
          tellDone(`${plainDate(exception.on)} is as usual again.`);
          return queryClient.invalidateQueries();
        }, tellProblem)
      }
    >
      As usual again
    </Button>
  );
}

export const SHIFT_EXCEPTIONS: RecordKind<ShiftException> = {
  one: "exception",
  many: "exceptions",
  path: "/api/shift-exceptions",
  writers: "dispatch",
  name: (row) => plainDate(row.on),
  searchable: false,
  archivable: false,
  empty: "Every day is as usual.",
  columns: [
    { label: "Date", render: (row) => <strong>{plainDate(row.on)}</strong> },
    { label: "Hours", render: (row) => (row.starts && row.ends ? `${row.starts.slice(0, 5)}–${row.ends.slice(0, 5)}` : "off") },
    { label: "Reason", render: (row) => row.reason },
    { label: "", align: "right", render: (row) => <AsUsual exception={row} /> },
  ],
  fields: [
    { name: "technician_id", label: "Technician", kind: "record", path: "/api/technicians", optionLabel: nameOf, required: true, once: true },
    { name: "on", label: "Date", kind: "date", required: true },
    { name: "starts", label: "Starts", kind: "time", half: true, initial: null, hint: "Leave both empty for a day off" },
    { name: "ends", label: "Ends", kind: "time", half: true, initial: null },
    { name: "reason", label: "Reason", kind: "text" },
  ],
};
