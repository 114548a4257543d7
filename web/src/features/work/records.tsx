/** Work types as records. */
import { ActionIcon, Badge, Button, Checkbox, Group, Input, NumberInput, Paper, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import type { Schemas } from "@/api/schemas";
import type { FieldProps, RecordKind, Values } from "@/components/record";
import { RecordMultiSelect, RecordSelect } from "@/components/record-select";
import { duration } from "@/lib/dates";

export type WorkType = Schemas["WorkTypeOut"];

const nameOf = (row: Values): string => String(row["name"]);

export const PRIORITIES = [
  { value: "1", label: "P1 · emergency" },
  { value: "2", label: "P2 · urgent" },
  { value: "3", label: "P3 · normal" },
  { value: "4", label: "P4 · when convenient" },
];

function Needs({ label, hint, error, value, onChange }: FieldProps) {
  const needs = (value ?? []) as { skill_id: number | null; level: number }[];
  const change = (at: number, more: Partial<{ skill_id: number | null; level: number }>) =>
    onChange(needs.map((need, index) => (index === at ? { ...need, ...more } : need)));
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Stack gap={6} mt={4}>
        {needs.map((need, index) => (
          <Group key={index} gap={6} wrap="nowrap" align="end">
            <div style={{ flex: 1 }}>
              <RecordSelect label="Skill" path="/api/skills" optionLabel={nameOf} value={need.skill_id} onChange={(skill_id) => change(index, { skill_id })} />
            </div>
            <Select label="Level" w={80} allowDeselect={false} data={["1", "2", "3", "4", "5"]} value={String(need.level)} onChange={(level) => change(index, { level: Number(level) })} />
            <ActionIcon mb={4} variant="subtle" color="gray" aria-label="Remove" onClick={() => onChange(needs.filter((_need, at) => at !== index))}>
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} />} onClick={() => onChange([...needs, { skill_id: null, level: 1 }])}>
            Add a skill
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}

interface RoleValue {
  name: string;
  people: number;
  skills: { skill_id: number | null; level: number }[];
}

/** So many of the crew need certain skills besides what everybody needs. */
function Roles({ label, hint, error, value, onChange }: FieldProps) {
  const roles = (value ?? []) as RoleValue[];
  const change = (at: number, more: Partial<RoleValue>) => onChange(roles.map((role, index) => (index === at ? { ...role, ...more } : role)));
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Stack gap={8} mt={4}>
        {roles.map((role, index) => (
          <Paper key={index} withBorder p={8}>
            <Group gap={6} wrap="nowrap" align="end">
              <TextInput label="Role" size="xs" flex={1} placeholder="Rigger" value={role.name} onChange={(event) => change(index, { name: event.currentTarget.value })} />
              <NumberInput label="People" size="xs" w={80} min={1} max={20} allowDecimal={false} value={role.people} onChange={(next) => change(index, { people: Number(next) || 1 })} />
              <ActionIcon mb={2} variant="subtle" color="gray" aria-label={`Remove the role ${role.name}`} onClick={() => onChange(roles.filter((_role, at) => at !== index))}>
                <IconTrash size={15} />
              </ActionIcon>
            </Group>
            <Needs label={`Skills of ${role.name || "this role"}`} hint={undefined} error={undefined} value={role.skills} onChange={(skills) => change(index, { skills: skills as RoleValue["skills"] })} values={{}} />
          </Paper>
        ))}
        <div>
          <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} />} onClick={() => onChange([...roles, { name: "", people: 1, skills: [] }])}>
            Add a role
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}

function Checklist({ label, hint, error, value, onChange }: FieldProps) {
  const questions = (value ?? []) as Schemas["QuestionOut"][];
  const change = (at: number, more: Partial<Schemas["QuestionOut"]>) =>
    onChange(questions.map((question, index) => (index === at ? { ...question, ...more } : question)));
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Stack gap={6} mt={4}>
        {questions.map((question, index) => (
          <Group key={index} gap={6} wrap="nowrap">
            <TextInput aria-label={`Question ${index + 1}`} size="xs" flex={1} value={question.text} onChange={(event) => change(index, { text: event.currentTarget.value })} />
            <Select
              aria-label={`Answer to question ${index + 1}`}
              size="xs"
              w={104}
              allowDeselect={false}
              data={[
                { value: "yes_no", label: "yes or no" },
                { value: "number", label: "a number" },
                { value: "text", label: "words" },
              ]}
              value={question.kind}
              onChange={(kind) => kind && change(index, { kind: kind as Schemas["QuestionOut"]["kind"] })}
            />
            <Checkbox size="xs" label="must" checked={question.is_required} onChange={(event) => change(index, { is_required: event.currentTarget.checked })} />
            <ActionIcon variant="subtle" color="gray" aria-label="Remove" onClick={() => onChange(questions.filter((_question, at) => at !== index))}>
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => onChange([...questions, { text: "", kind: "yes_no", unit: "", is_required: true }])}
          >
            Add a question
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}

/** What is asked on the phone: a yes makes the job as urgent as the question says, and tells what to say. */
function PhoneQuestions({ label, hint, error, value, onChange }: FieldProps) {
  const questions = (value ?? []) as Schemas["TriageQuestionIn"][];
  const change = (at: number, more: Partial<Schemas["TriageQuestionIn"]>) => onChange(questions.map((question, index) => (index === at ? { ...question, ...more } : question)));
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Stack gap={8} mt={4}>
        {questions.map((question, index) => (
          <Stack key={index} gap={4}>
            <Group gap={6} wrap="nowrap">
              <TextInput aria-label={`Phone question ${index + 1}`} size="xs" flex={1} placeholder="Do you smell gas?" value={question.text} onChange={(event) => change(index, { text: event.currentTarget.value })} />
              <Select
                aria-label={`A yes to phone question ${index + 1} makes it`}
                size="xs"
                w={150}
                placeholder="as urgent as it is"
                clearable
                data={PRIORITIES}
                value={question.priority ? String(question.priority) : null}
                onChange={(next) => change(index, { priority: next === null ? null : (Number(next) as 1 | 2 | 3 | 4) })}
              />
              <ActionIcon variant="subtle" color="gray" aria-label="Remove" onClick={() => onChange(questions.filter((_question, at) => at !== index))}>
                <IconTrash size={15} />
              </ActionIcon>
            </Group>
            <TextInput aria-label={`What to tell at a yes to phone question ${index + 1}`} size="xs" placeholder="What to tell the caller then" value={question.safety_words} onChange={(event) => change(index, { safety_words: event.currentTarget.value })} />
          </Stack>
        ))}
        <div>
          <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} />} onClick={() => onChange([...questions, { text: "", priority: null, safety_words: "" }])}>
            Add a question for the phone
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}

function Certificates({ label, hint, error, value, onChange }: FieldProps) {
  return (
    <RecordMultiSelect label={label} hint={hint} error={error} path="/api/certification-types" optionLabel={nameOf} value={(value ?? []) as number[]} onChange={onChange} />
  );
}

export const WORK_TYPES: RecordKind<WorkType> = {
  one: "work type",
  many: "work types",
  path: "/api/work-types",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No work types yet. A work type says how long a kind of work takes and what it needs.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Takes", render: (row) => duration(row.duration_s) },
    { label: "Crew", render: (row) => (row.crew_size > 1 ? `${row.crew_size} people` : "") },
    { label: "Priority", render: (row) => `P${row.priority}` },
    {
      label: "Assignment",
      render: (row) => (
        <Badge variant="light" color={row.assignment === "auto" ? "brand" : "gray"}>
          {{ auto: "automatic", suggest: "suggested", off: "by hand" }[row.assignment]}
        </Badge>
      ),
    },
    { label: "Needs", render: (row) => [...row.skills.map((skill) => `${skill.name} ${skill.level}`), ...row.certifications.map((one) => one.name)].join(", ") },
    { label: "Checklist", render: (row) => row.checklist.length || "" },
  ],
  toValues: (row) => ({
    ...row,
    skills: row.skills.map(({ skill_id, level }) => ({ skill_id, level })),
    roles: row.roles.map(({ name, people, skills }) => ({ name, people, skills: skills.map(({ skill_id, level }) => ({ skill_id, level })) })),
    certifications: row.certifications.map((one) => one.certification_type_id),
    triage: row.triage.map(({ text, priority, safety_words }) => ({ text, priority, safety_words })),
  }),
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "duration_s", label: "Takes", kind: "minutes", required: true, half: true, initial: 3600, hint: "Never nothing: capacity is planned with it" },
    { name: "priority", label: "Priority", kind: "select", numeric: true, required: true, options: PRIORITIES, initial: 3, half: true },
    { name: "crew_size", label: "People at least", kind: "integer", min: 1, max: 20, required: true, initial: 1, half: true, hint: "Nobody starts before so many are there" },
    {
      name: "assignment",
      label: "A new visit is",
      kind: "select",
      required: true,
      initial: "suggest",
      options: [
        { value: "auto", label: "Assigned automatically, where it is clear" },
        { value: "suggest", label: "Given a suggestion" },
        { value: "off", label: "Left to people" },
      ],
    },
    { name: "skills", label: "Skills everybody needs", kind: "custom", initial: [], render: (props) => <Needs {...props} /> },
    { name: "roles", label: "Roles in the crew", kind: "custom", initial: [], hint: "What only some of them must know", when: (values) => Number(values["crew_size"]) > 1, render: (props) => <Roles {...props} /> },
    { name: "certifications", label: "Certificates needed", kind: "custom", initial: [], render: (props) => <Certificates {...props} /> },
    { name: "checklist", label: "Checklist on site", kind: "custom", initial: [], render: (props) => <Checklist {...props} /> },
    { name: "triage", label: "Asked on the phone", kind: "custom", initial: [], hint: "A yes sets at least this priority", render: (props) => <PhoneQuestions {...props} /> },
    { name: "description", label: "Description", kind: "textarea" },
  ],
};
