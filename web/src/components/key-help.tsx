/** The list of keyboard shortcuts, made from the declared actions themselves. */
import { Group, Modal, SimpleGrid, Stack, Text } from "@mantine/core";

import { Keys } from "./keys";

interface Listed {
  name: string;
  label: string;
  group: string;
  shortcut?: string;
}

export function KeyHelp({ opened, onClose, actions }: { opened: boolean; onClose: () => void; actions: readonly Listed[] }) {
  const groups = [...new Set(actions.map((action) => action.group))];
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="xl">
      <SimpleGrid cols={3}>
        {groups.map((group) => (
          <Stack key={group} gap={6}>
            <Text fw={620} size="sm">
              {group}
            </Text>
            {actions
              .filter((action) => action.group === group && action.shortcut)
              .map((action) => (
                <Group key={action.name} justify="space-between" wrap="nowrap">
                  <Text size="sm">{action.label}</Text>
                  {action.shortcut && <Keys shortcut={action.shortcut} />}
                </Group>
              ))}
          </Stack>
        ))}
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt="md">
        On the board arrows walk from visit to visit. Enter takes the selected visit up: arrows move it by five minutes or one technician, with Shift by an
        hour, Enter puts it down, Esc leaves it. While dragging, Alt places to the minute. Ctrl K finds anything.
      </Text>
    </Modal>
  );
}
