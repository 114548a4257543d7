/** Technicians as the judge saw them: the possible ranked with their cost, the others under the rule that stands against. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { Fragment } from "react";

import { clockTime } from "@/lib/dates";

import type { Candidate } from "../board/types";
import styles from "./candidate-list.module.css";

const label = (term: string): string => term.replace(/_s$/, "").replaceAll("_", " ").replace("travel", "driving");
const minutes = (seconds: number): string => `${seconds < 0 ? "−" : "+"}${Math.round(Math.abs(seconds) / 60)} min`;

interface Props {
  candidates: Candidate[];
  chosenId: number | null;
  runnerUpId: number | null;
  zone: string;
  onChoose?: ((candidate: Candidate) => void) | undefined;
}

export function CandidateList({ candidates, chosenId, runnerUpId, zone, onChoose }: Props) {
  const possible = candidates.filter((one) => one.feasible).sort((a, b) => a.cost_s - b.cost_s);
  const excluded = candidates.filter((one) => !one.feasible);
  const most = Math.max(60, ...possible.map((one) => Math.abs(one.cost_s)));
  return (
    <Stack gap="xs">
      {possible.map((one, index) => (
        <div key={one.technician_id} className={styles["possible"]} data-chosen={one.technician_id === chosenId}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm" fw={one.technician_id === chosenId ? 650 : 500}>
              {index + 1}. {one.technician}
              {one.technician_id === chosenId && " — chosen"}
              {one.technician_id === runnerUpId && " — runner-up"}
            </Text>
            <Group gap={6} wrap="nowrap">
              <Text size="xs" ff="monospace">
                {one.starts_at ? clockTime(one.starts_at, zone) : ""}
              </Text>
              {onChoose && (
                <Button size="compact-xs" variant="light" onClick={() => onChoose(one)}>
                  Assign
                </Button>
              )}
            </Group>
          </Group>
          <div
            className={styles["bar"]}
            style={{ width: `${Math.max(2, (Math.abs(one.cost_s) / most) * 100)}%` }}
            aria-hidden="true"
          />
          <Warnings of={one} />
          <Text size="xs" c="dimmed">
            {`costs ${Math.round(one.cost_s / 60)} min of driving: `}
            {Object.entries(one.terms)
              .filter(([, value]) => Math.round(value / 60) !== 0)
              .map(([term, value]) => `${label(term)} ${minutes(value)}`)
              .join(", ") || "nothing against it"}
          </Text>
        </div>
      ))}
      {possible.length === 0 && <Text size="sm">Nobody is possible.</Text>}
      {excluded.length > 0 && (
        <dl className={styles["excluded"]}>
          {excluded.map((one) => (
            <Fragment key={one.technician_id}>
              <dt>✕ {one.technician}</dt>
              <dd>
                {one.broken[0]?.sentence ?? "no start was found"}
                <Warnings of={one} />
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
    </Stack>
  );
}

function Warnings({ of }: { of: Candidate }) {
  return of.warnings?.map((warning) => (
    <Text key={warning.code} size="xs" c="orange" component="span" display="block">
      ⚠ {warning.sentence}
    </Text>
  ));
}
