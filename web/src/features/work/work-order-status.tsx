/** How the derived status of a work order and its priority look. */
import { Badge } from "@mantine/core";

import type { Schemas } from "@/api/schemas";

export type WorkOrderStatus = Schemas["WorkOrderStatus"];

export const WORK_ORDER_STATUS: Record<WorkOrderStatus, { label: string; color: string }> = {
  unscheduled: { label: "Unscheduled", color: "gray" },
  scheduled: { label: "Scheduled", color: "blue" },
  in_progress: { label: "In progress", color: "yellow" },
  on_hold: { label: "On hold", color: "pink" },
  completed: { label: "Completed", color: "green" },
  approved: { label: "Approved", color: "brand" },
  closed: { label: "Closed", color: "gray" },
  canceled: { label: "Canceled", color: "gray" },
};

export function WorkOrderStatusBadge({ status }: { status: WorkOrderStatus }) {
  const look = WORK_ORDER_STATUS[status];
  return (
    <Badge variant={status === "closed" ? "outline" : "light"} color={look.color} tt="none" td={status === "canceled" ? "line-through" : undefined}>
      {look.label}
    </Badge>
  );
}

export function PriorityBadge({ priority }: { priority: number }) {
  return (
    <Badge miw={34} px={6} variant={priority === 1 ? "filled" : "light"} color={priority === 1 ? "red" : priority === 2 ? "orange" : "gray"} tt="none" fw={600}>
      P{priority}
    </Badge>
  );
}
