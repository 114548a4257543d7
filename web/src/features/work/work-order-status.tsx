/** How the derived status of a work order and its priority look. */
import { Badge } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import type { VisitStatus } from "@/components/visit-status";
import "@/components/visit-status.css";

export type WorkOrderStatus = Schemas["WorkOrderStatus"];

/** Each borrows the colors of the visit state it is closest to. */
export const WORK_ORDER_STATUS: Record<WorkOrderStatus, { label: string; icon: string; like: VisitStatus }> = {
  unscheduled: { label: "Unscheduled", icon: "◌", like: "draft" },
  scheduled: { label: "Scheduled", icon: "○", like: "dispatched" },
  in_progress: { label: "In progress", icon: "▶", like: "working" },
  on_hold: { label: "On hold", icon: "❚❚", like: "paused" },
  completed: { label: "Completed", icon: "✓", like: "completed" },
  approved: { label: "Approved", icon: "✓", like: "traveling" },
  closed: { label: "Closed", icon: "■", like: "canceled" },
  canceled: { label: "Canceled", icon: "✕", like: "canceled" },
};

export function WorkOrderStatusBadge({ status }: { status: WorkOrderStatus }) {
  const look = WORK_ORDER_STATUS[status];
  return (
    <span className="status-chip" data-status={look.like}>
      <span aria-hidden="true">{look.icon}</span>
      <span>{look.label}</span>
    </span>
  );
}

export function PriorityBadge({ priority }: { priority: number }) {
  return (
    <Badge miw={34} px={6} variant={priority === 1 ? "filled" : "light"} color={priority === 1 ? "red" : priority === 2 ? "orange" : "gray"} tt="none" fw={600}>
      P{priority}
    </Badge>
  );
}
