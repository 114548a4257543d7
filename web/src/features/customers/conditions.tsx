/** What holds for work at a customer, a site or an asset: its own words, and those from above with where they come from. */
import { Badge, Button, Drawer, Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { del, get, patch, post } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { may, useMe } from "@/api/session";
import { Rows } from "@/components/data-table";
import { Section } from "@/components/page";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import { changed, type Field, type Values } from "@/components/record";
import { emptyValues, RecordForm } from "@/components/record-form";
import { plainDate } from "@/lib/dates";

type Holds = Schemas["HoldsOut"];
export type Owner = { customer_id: number } | { site_id: number } | { asset_id: number };

export const conditionsQuery = (owner: Owner) =>
  queryOptions({
    queryKey: ["conditions", owner],
    queryFn: ({ signal }) => get<Schemas["Held"]>("/api/conditions", { query: { ...owner }, signal }),
  });

const KIND: Record<Holds["kind"], { label: string; color: string }> = {
  tier: { label: "Tier", color: "yellow" },
  vulnerability: { label: "Vulnerable", color: "red" },
  keys: { label: "Keys", color: "blue" },
  permit: { label: "Permit", color: "blue" },
  notice: { label: "Notice", color: "blue" },
  consent: { label: "Consent", color: "gray" },
  channel: { label: "Reach by", color: "gray" },
  preferred_technician: { label: "Preferred", color: "green" },
  required_technician: { label: "Required", color: "orange" },
  excluded_technician: { label: "Excluded", color: "red" },
  blackout: { label: "Closed", color: "orange" },
};

const needsTechnician = (values: Values): boolean => String(values["kind"]).endsWith("_technician");
const needsReason = (values: Values): boolean => needsTechnician(values) || values["kind"] === "blackout";

const CONSENT = [
  { value: "no_email", label: "No e-mail" },
  { value: "no_sms", label: "No text messages" },
  { value: "none", label: "Neither e-mail nor text messages" },
  { value: "all", label: "May be told either way" },
];
const CHANNEL = [
  { value: "email", label: "Rather by e-mail" },
  { value: "sms", label: "Rather by text message" },
  { value: "phone", label: "By a call" },
];
const LABELS: Record<string, string> = Object.fromEntries([...CONSENT, ...CHANNEL].map(({ value, label }) => [value, label]));
const isChosen = (values: Values): boolean => values["kind"] === "consent" || values["kind"] === "channel";

const WORDS: Field[] = [
  { name: "value", label: "May be told", kind: "select", options: CONSENT, required: true, when: (values) => values["kind"] === "consent", hint: "What is not agreed to is not sent; the words are there to read out" },
  { name: "value", label: "Reach by", kind: "select", options: CHANNEL, required: true, when: (values) => values["kind"] === "channel", hint: "Where several ways are possible" },
  { name: "value", label: "What holds", kind: "textarea", when: (values) => !needsReason(values) && !isChosen(values), hint: "Gold; key safe 4711 by the back door; two working days before …" },
  {
    name: "technician_id",
    label: "Technician",
    kind: "record",
    path: "/api/technicians",
    optionLabel: (row) => String(row["name"]),
    when: needsTechnician,
  },
  { name: "reason", label: "Why", kind: "textarea", hint: "Whoever plans reads it" },
  { name: "from_on", label: "From", kind: "date", half: true },
  { name: "until_on", label: "Until", kind: "date", half: true, hint: "That day included; empty: for ever" },
];

const FIELDS: Field[] = [
  { name: "kind", label: "Kind", kind: "select", required: true, initial: "tier", options: Object.entries(KIND).map(([value, { label }]) => ({ value, label })) },
  ...WORDS,
];

const valueOf = ({ kind, value }: Holds): string => (kind === "consent" || kind === "channel" ? (LABELS[value] ?? value) : value);
const said = (one: Holds): string => [one.technician, valueOf(one), one.reason].filter(Boolean).join(": ");

function dates(one: Holds): string {
  if (one.from_on && one.until_on) return `${plainDate(one.from_on)} – ${plainDate(one.until_on)}`;
  if (one.until_on) return `until ${plainDate(one.until_on)}`;
  return one.from_on ? `from ${plainDate(one.from_on)}` : "";
}

const Kind = ({ one }: { one: Holds }) => (
  <Badge variant={one.counts ? "light" : "default"} color={KIND[one.kind].color} tt="none" style={{ flexShrink: 0 }}>
    {KIND[one.kind].label}
  </Badge>
);

const origin = (one: Holds): string => {
  if (one.instead) return `${one.is_own ? "here" : one.source}; the one ${one.instead} counts instead`;
  if (one.is_own) return one.counts ? "here" : "here, not today";
  return one.source;
};

export function ConditionsSection({ owner }: { owner: Owner }) {
  const me = useMe();
  const queryClient = useQueryClient();
  const held = useQuery(conditionsQuery(owner));
  const [editing, setEditing] = useState<Holds | "new" | null>(null);
  const writes = may(me, "dispatch");
  const done = async (message: string) => {
    tellDone(message);
    setEditing(null);
    await queryClient.invalidateQueries({ queryKey: ["conditions"] });
  };
  const items = held.data?.items ?? [];
  const demands = held.data?.demands ?? [];
  return (
    <Section
      title="Conditions"
      actions={
        writes && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEditing("new")}>
            New condition
          </Button>
        )
      }
    >
      <ProblemNotice error={held.error} />
      {held.data && items.length === 0 && demands.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing special holds here: no tier, keys, permit, wished or unwanted technicians, closed days.
        </Text>
      )}
      {items.length > 0 && (
        <Rows
          label="Conditions"
          rows={items}
          rowKey={(one) => one.id}
          faded={(one) => !one.counts}
          onOpen={writes ? (one) => one.is_own && setEditing(one) : undefined}
          columns={[
            { label: "Kind", width: 130, render: (one) => <Kind one={one} /> },
            { label: "What holds", render: said },
            { label: "When", width: 150, render: dates },
            { label: "Where from", render: (one) => <Text span size="sm" c={one.is_own ? undefined : "dimmed"}>{origin(one)}</Text> },
          ]}
        />
      )}
      <Demands demands={demands} />
      <Drawer opened={editing !== null} onClose={() => setEditing(null)} position="right" size="lg" title={editing === "new" ? "New condition" : editing ? KIND[editing.kind].label : ""}>
        {editing === "new" && (
          <RecordForm
            fields={FIELDS}
            initial={emptyValues(FIELDS)}
            submit="Let it hold"
            onCancel={() => setEditing(null)}
            onSubmit={async (values) => {
              const body = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ""));
              await post("/api/conditions", { body: { ...owner, ...body } });
              await done("It holds from now on.");
            }}
          />
        )}
        {editing !== null && editing !== "new" && (
          <>
            <RecordForm
              key={editing.id}
              fields={WORDS}
              initial={{ ...editing }}
              submit="Save"
              onCancel={() => setEditing(null)}
              onSubmit={async (values) => {
                const body = changed({ ...editing }, values);
                await patch("/api/conditions/{id}", { path: { id: editing.id }, body: { ...body, version: editing.version } });
                await done("It is changed.");
              }}
            />
            <Group mt="xl">
              <Button
                variant="subtle"
                color="red"
                onClick={() => void del("/api/conditions/{id}", { path: { id: editing.id } }).then(() => done("It holds no longer."), tellProblem)}
              >
                Take it away
              </Button>
            </Group>
          </>
        )}
      </Drawer>
    </Section>
  );
}

function Demands({ demands }: { demands: Schemas["DemandOut"][] }) {
  return demands.map((one) => (
    <Text key={`${one.skill_id}.${one.what}`} size="sm" mt={4}>
      <strong>
        {one.skill} {one.level > 1 && `level ${one.level}`}
      </strong>{" "}
      is needed for the {one.what}
    </Text>
  ));
}

/** The same beside a work order: only what counts, in few words. */
export function ConditionsAside({ owner }: { owner: Owner }) {
  const held = useQuery(conditionsQuery(owner)).data;
  const items = held?.items.filter((one) => one.counts) ?? [];
  if (!held || (items.length === 0 && held.demands.length === 0)) return null;
  return (
    <Section title="What holds here">
      {items.map((one) => (
        <Group key={one.id} gap={8} wrap="nowrap" align="start" mb={4}>
          <Kind one={one} />
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {said(one)}{" "}
            <Text span size="xs" c="dimmed">
              {[dates(one), one.source].filter(Boolean).join(", ")}
            </Text>
          </Text>
        </Group>
      ))}
      <Demands demands={held.demands} />
    </Section>
  );
}
