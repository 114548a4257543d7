/** Who begins too soon after the last work: how many in the toolbar, and each with its numbers behind that. */
import { Button, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconMoon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { restsQuery } from "../api/list-short-rests";
import styles from "./conflicts.module.css";

export function Rests({ window, onPick }: { window: { from: number; to: number }; onPick: (technicianId: number) => void }) {
  const [opened, setOpened] = useState(false);
  const rests = useQuery(restsQuery(window)).data?.items ?? [];
  if (rests.length === 0) return null;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={400} withArrow shadow="md" trapFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="light" color="orange" leftSection={<IconMoon size={14} />} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {rests.length === 1 ? "1 short rest" : `${rests.length} short rests`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Short rests">
        <Text size="xs" c="dimmed" px={8} py={4}>
          Let them begin later, or give the morning to somebody else. Nothing is moved by itself.
        </Text>
        <Stack gap={2}>
          {rests.map((one) => (
            <UnstyledButton key={`${one.technician_id}.${one.on}`} className={styles["line"]} onClick={() => onPick(one.technician_id)}>
              <Text size="sm">{one.sentence}</Text>
            </UnstyledButton>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
