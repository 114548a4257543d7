/** What no longer fits although it is planned: how many in the toolbar, and each with its reason behind that. */
import { Button, Popover, ScrollArea, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { shortDate, clockTime } from "@/lib/dates";

import { type Conflict, conflictsQuery } from "../api/list-conflicts";
import styles from "./conflicts.module.css";

interface Props {
  window: { from: number; to: number };
  zone: string;
  onPick: (visitId: number) => void;
}

export function Conflicts({ window, zone, onPick }: Props) {
  const [opened, setOpened] = useState(false);
  const conflicts = useQuery(conflictsQuery(window)).data?.items ?? [];
  if (conflicts.length === 0) return null;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={430} withArrow shadow="md" trapFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="light" color="red" leftSection={<IconAlertTriangle size={14} />} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {conflicts.length === 1 ? "1 conflict" : `${conflicts.length} conflicts`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Conflicts">
        <Text size="xs" c="dimmed" px={8} py={4}>
          Something changed after these were planned. Move them, or place them again with a reason.
        </Text>
        <ScrollArea.Autosize mah={420}>
          <Stack gap={2}>
            {conflicts.map((one) => (
              <UnstyledButton
                key={one.visit_id}
                className={styles["line"]}
                onClick={() => {
                  setOpened(false);
                  onPick(one.visit_id);
                }}
              >
                <Text size="sm" fw={600}>
                  {one.number} · {one.technician}, {shortDate(one.starts_at, zone)} {clockTime(one.starts_at, zone)}
                </Text>
                <Text size="xs" c="dimmed">
                  {one.site}
                </Text>
                <Text size="sm" c="var(--tone-bad)">
                  {sentences(one)}
                </Text>
              </UnstyledButton>
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}

const sentences = (conflict: Conflict): string => conflict.broken.map((rule) => rule.sentence).join(" ");
