/** A file of records as it was judged: what is asked first, then what is new, changed, the same and bad. */
import { Anchor, Button, Group, Paper, SegmentedControl, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Rows } from "@/components/data-table";
import { Section } from "@/components/page";
import { ProblemNotice } from "@/components/problem-notice";

import { answerImport } from "./api/answer-import";
import { type Batch, importKindsQuery, rowsQuery, type StagedRow } from "./api/list-imports";

const ORDERS = [
  { value: "dmy", label: "Day first: 03/04 is 3 April" },
  { value: "mdy", label: "Month first: 03/04 is March 4" },
  { value: "ymd", label: "Year first" },
];

/** What only a person knows: which column is which, in which order dates are. */
export function AskedOfFile({ batch }: { batch: Batch }) {
  const queryClient = useQueryClient();
  const kinds = useQuery(importKindsQuery).data?.items ?? [];
  const kind = kinds.find((one) => one.name === batch.what);
  const asked = batch.questions;
  const [mapping, setMapping] = useState<Record<string, string>>(asked.guess ?? {});
  const [order, setOrder] = useState<string | null>(asked.suggested || null);
  const answer = useMutation({
    mutationFn: () => answerImport(batch.id, { mapping, date_order: (order ?? "") as "" | "ymd" | "dmy" | "mdy" }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["imports"] }),
  });
  if (!kind) return null;
  const missing = kind.columns.filter((column) => column.required && !Object.values(mapping).includes(column.name));
  return (
    <Section title={`Before ${batch.file_name} is judged`}>
      <Paper withBorder p="sm" maw={820}>
        <Stack gap="sm">
          <Text size="sm">
            Say what the columns of the file are. It is remembered for the next file with these columns.
            {missing.length > 0 && (
              <Text span size="sm" c="var(--tone-bad)">
                {" "}
                Still needed: {missing.map((column) => column.name).join(", ")}.
              </Text>
            )}
          </Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
            {(asked.columns ?? []).map((theirs) => (
              <Select
                key={theirs}
                size="xs"
                label={theirs}
                placeholder="not taken"
                clearable
                data={kind.columns.map((column) => ({ value: column.name, label: column.required ? `${column.name} (needed)` : column.name }))}
                value={mapping[theirs] ?? null}
                onChange={(ours) => {
                  const next = Object.fromEntries(Object.entries(mapping).filter(([name, value]) => name !== theirs && value !== ours));
                  setMapping(ours ? { ...next, [theirs]: ours } : next);
                }}
              />
            ))}
          </SimpleGrid>
          {asked.date_order && (
            <Select
              label="How are its dates read?"
              description={`Such as ${(asked.dates ?? []).join(", ")}: both orders fit, so nobody but you knows.`}
              required
              data={ORDERS}
              value={order}
              onChange={setOrder}
              maw={360}
            />
          )}
          <ProblemNotice error={answer.error} />
          <Group>
            <Button loading={answer.isPending} disabled={missing.length > 0 || (asked.date_order === true && !order)} onClick={() => answer.mutate()}>
              Judge it so
            </Button>
          </Group>
        </Stack>
      </Paper>
    </Section>
  );
}

const STATES: { value: StagedRow["state"]; label: string; count: (batch: Batch) => number }[] = [
  { value: "good", label: "New", count: (batch) => batch.good_rows },
  { value: "changed", label: "Changed", count: (batch) => batch.changed_rows },
  { value: "known", label: "The same", count: (batch) => batch.known_rows },
  { value: "bad", label: "Bad", count: (batch) => batch.bad_rows },
];

const shown = (value: unknown): string => (value === null || value === "" ? "nothing" : typeof value === "object" ? JSON.stringify(value) : String(value));

export function FileJudged({ batch }: { batch: Batch }) {
  const first = STATES.find((one) => one.value === "bad" && one.count(batch) > 0) ?? STATES.find((one) => one.count(batch) > 0);
  const [state, setState] = useState<StagedRow["state"]>(first?.value ?? "good");
  const rows = useQuery(rowsQuery(batch.id, state));
  return (
    <Section
      title={`What is in ${batch.file_name}`}
      actions={
        batch.bad_rows > 0 && (
          <Anchor href={`/api/imports/${batch.id}/errors`} size="sm">
            What is wrong, as a file
          </Anchor>
        )
      }
    >
      {batch.refusal && <Text c="var(--tone-bad)">{batch.refusal}</Text>}
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label="Which rows"
        value={state}
        onChange={(next) => setState(next as StagedRow["state"])}
        data={STATES.map((one) => ({ value: one.value, label: `${one.label} ${one.count(batch)}` }))}
      />
      <ProblemNotice error={rows.error} />
      {rows.data?.total === 0 && (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      )}
      {rows.data && rows.data.total > 0 && (
        <Rows
          label="Rows"
          rows={rows.data.items}
          rowKey={(row) => row.line}
          columns={[
            { label: "Line", width: 70, align: "right", render: (row) => row.line },
            {
              label: state === "bad" ? "What is wrong" : state === "changed" ? "What changes" : "What it says",
              render: (row) =>
                state === "bad"
                  ? row.faults.map((fault) => `${fault["column"] ?? ""} ${fault["reason"] ?? ""}${fault["value"] ? ` (${fault["value"]})` : ""}`.trim()).join("; ")
                  : state === "changed"
                    ? Object.entries(row.changes).map(([name, [from, to]]) => `${name}: ${shown(from)} → ${shown(to)}`).join("; ")
                    : Object.values(row.wanted ?? {}).filter(Boolean).slice(0, 8).map(String).join(" · "),
            },
          ]}
        />
      )}
      {rows.data && rows.data.total > rows.data.items.length && (
        <Text size="xs" c="dimmed" mt={4}>
          The first {rows.data.items.length} of {rows.data.total}.
        </Text>
      )}
    </Section>
  );
}
