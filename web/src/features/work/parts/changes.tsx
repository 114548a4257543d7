/** The audit of a work order: who changed which field from what to what, and by which request. */
import { Code, Group, Loader, Pagination, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schemas } from "@/api/schemas";
import { ProblemNotice } from "@/components/problem-notice";
import { dateTime } from "@/lib/dates";
import { personName } from "@/lib/people";

import { CHANGES_SHOWN, changesQuery } from "../api/list-changes";
import styles from "./changes.module.css";

const words = (name: string): string => name.replaceAll("_", " ");
const WHAT: Record<Schemas["Change"]["what"], string> = { insert: "made", update: "changed", delete: "deleted" };

function shown(value: unknown): string {
  if (value === null || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number);
}

export function Changes({ workOrderId, zone }: { workOrderId: number; zone: string }) {
  const [page, setPage] = useState(1);
  const changes = useQuery(changesQuery(workOrderId, page));
  if (changes.error) return <ProblemNotice error={changes.error} />;
  if (!changes.data) return <Loader size="sm" aria-label="Loading the changes" />;
  return (
    <Stack gap="sm">
      {changes.data.items.map((change, index) => (
        <div key={`${change.at}.${change.noun}.${change.id}.${index}`} className={styles["change"]}>
          <Group justify="space-between" gap={6} wrap="nowrap">
            <Text size="sm" fw={600}>
              {words(change.noun)} {change.id} {WHAT[change.what]}
            </Text>
            <Text size="xs" c="dimmed">
              {dateTime(change.at, zone)}
            </Text>
          </Group>
          <dl className={styles["fields"]}>
            {Object.entries(change.changed).map(([field, [before, after]]) => (
              <div key={field}>
                <dt>{words(field)}</dt>
                <dd>
                  {change.what === "update" && (
                    <>
                      <s>{shown(before)}</s> <span aria-label="became">→</span>{" "}
                    </>
                  )}
                  {shown(change.what === "delete" ? before : after)}
                </dd>
              </div>
            ))}
          </dl>
          <Text size="xs" c="dimmed">
            {[personName(change.actor), words(change.source), words(change.command)].filter(Boolean).join(" · ")}
            {change.request_id && (
              <>
                {" · request "}
                <Code fz={10}>{change.request_id.slice(0, 13)}</Code>
              </>
            )}
          </Text>
        </div>
      ))}
      {changes.data.total > CHANGES_SHOWN && (
        <Pagination
          size="sm"
          total={Math.ceil(changes.data.total / CHANGES_SHOWN)}
          value={page}
          onChange={setPage}
          getItemProps={(number) => ({ "aria-label": `Page ${number}` })}
          getControlProps={(control) => ({ "aria-label": `${control} page` })}
        />
      )}
    </Stack>
  );
}
