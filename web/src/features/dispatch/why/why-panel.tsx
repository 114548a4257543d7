/** Why this technician: each decision about a visit with every candidate, the latest first. */
import { Accordion, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { ProblemNotice } from "@/components/problem-notice";
import { clockTime, dateTime } from "@/lib/dates";
import { personName } from "@/lib/people";

import { type Decision, decisionsQuery } from "../api/list-decisions";
import { CandidateList } from "./candidate-list";

export function WhyPanel({ visitId, zone }: { visitId: number; zone: string }) {
  const decisions = useQuery(decisionsQuery(visitId));
  if (decisions.isPending) return <Loader size="sm" />;
  if (decisions.error) return <ProblemNotice error={decisions.error} />;
  const { items } = decisions.data;
  if (items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nobody has decided about this visit yet. Press A to see who could take it.
      </Text>
    );
  return (
    <Accordion variant="separated" defaultValue={String(items[0]?.id)} chevronPosition="left">
      {items.map((decision) => (
        <Accordion.Item key={decision.id} value={String(decision.id)}>
          <Accordion.Control>
            <Text size="sm" fw={600}>
              {summary(decision, zone)}
            </Text>
            <Text size="xs" c="dimmed">
              {HOW[decision.how]} {personName(decision.decided_by)}, {dateTime(decision.decided_at, zone)}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              {decision.sentence && <Text size="sm">{decision.sentence}</Text>}
              {decision.overridden.length > 0 ? (
                <Text size="sm" c="var(--tone-warn)" fw={550}>
                  Against {decision.overridden.map((rule) => rule.replaceAll("_", " ")).join(", ")}, because: {decision.reason}
                </Text>
              ) : (
                decision.reason && <Text size="sm">{decision.reason}</Text>
              )}
              <CandidateList
                candidates={decision.candidates}
                chosenId={decision.technician_id}
                runnerUpId={decision.runner_up_id}
                zone={zone}
              />
              <Text size="xs" c="dimmed" ff="monospace">
                inputs {decision.inputs_sha256.slice(0, 12)}
              </Text>
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

const HOW: Record<Decision["how"], string> = { auto: "automatic, by", suggest: "suggested by", hand: "by" };

function summary(decision: Decision, zone: string): string {
  if (decision.technician_id === null) return "Left for a person";
  const who = decision.technician ?? "Somebody";
  if (decision.outcome === "removed") return `${who} taken off`;
  if (decision.part === "member") return `${who} goes along`;
  return `${who} at ${decision.starts_at ? clockTime(decision.starts_at, zone) : "?"}`;
}
