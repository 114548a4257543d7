/** Before a job is raised: open work that may be the same, and work that was just done. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRotateClockwise } from "@tabler/icons-react";

import type { Schemas } from "@/api/schemas";
import { dateTime } from "@/lib/dates";

type Likeness = Schemas["LikenessOut"];

const WHY: Record<Likeness["same"], string> = { asset: "the same asset", site_and_work_type: "the same kind of work here" };

interface DuplicatesProps {
  duplicates: Likeness[];
  isAnother: boolean;
  onAnother: () => void;
  onJoin: (workOrder: Likeness["work_order"]) => void;
  onOpen: (id: number) => void;
  busy: boolean;
}

export function Duplicates({ duplicates, isAnother, onAnother, onJoin, onOpen, busy }: DuplicatesProps) {
  if (duplicates.length === 0 || isAnother) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} title="This may be open already">
      <Stack gap={6}>
        {duplicates.map(({ work_order: order, same }) => (
          <Group key={order.id} gap={8} justify="space-between" wrap="nowrap">
            <Text size="sm">
              <Button variant="transparent" size="compact-sm" p={0} onClick={() => onOpen(order.id)}>
                {order.number}
              </Button>{" "}
              {order.work_type}, {order.status.replaceAll("_", " ")}, reported {dateTime(order.reported_at, order.zone)}: {WHY[same]}. {order.description.slice(0, 80)}
            </Text>
            <Button size="compact-sm" loading={busy} style={{ flex: "none" }} onClick={() => onJoin(order)}>
              Join it
            </Button>
          </Group>
        ))}
        <Group justify="flex-end">
          <Button size="compact-sm" variant="default" onClick={onAnother}>
            It is another
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

interface RecallsProps {
  recalls: Likeness[];
  chosen: number | null;
  onChoose: (workOrder: Likeness["work_order"] | null) => void;
}

export function Recalls({ recalls, chosen, onChoose }: RecallsProps) {
  if (recalls.length === 0) return null;
  return (
    <Alert color="grape" variant="light" icon={<IconRotateClockwise size={18} />} title="Done within thirty days: is it a recall?">
      <Stack gap={4}>
        {recalls.map(({ work_order: order, same, ended_at }) => (
          <Group key={order.id} gap={8} justify="space-between" wrap="nowrap">
            <Text size="sm">
              {order.number} {order.work_type}
              {ended_at && `, done ${dateTime(ended_at, order.zone)}`}: {WHY[same]}
            </Text>
            <Button size="compact-sm" variant={chosen === order.id ? "filled" : "default"} style={{ flex: "none" }} onClick={() => onChoose(chosen === order.id ? null : order)}>
              {chosen === order.id ? "A recall of it" : "It is a recall"}
            </Button>
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}
