/** How the states of a visit look everywhere: word, icon and colours; never colour alone. */
import "./visit-status.css";

import { VisuallyHidden } from "@mantine/core";

export type VisitStatus =
  | "draft"
  | "scheduled"
  | "dispatched"
  | "traveling"
  | "on_site"
  | "working"
  | "paused"
  | "completed"
  | "stopped"
  | "no_access"
  | "canceled";

export const STATUS: Record<VisitStatus, { label: string; icon: string }> = {
  draft: { label: "Unassigned", icon: "◌" },
  scheduled: { label: "Scheduled", icon: "○" },
  dispatched: { label: "Dispatched", icon: "▷" },
  traveling: { label: "Traveling", icon: "➤" },
  on_site: { label: "On site", icon: "◉" },
  working: { label: "Working", icon: "▶" },
  paused: { label: "Paused", icon: "❚❚" },
  completed: { label: "Completed", icon: "✓" },
  stopped: { label: "Stopped", icon: "◼" },
  no_access: { label: "No access", icon: "!" },
  canceled: { label: "Canceled", icon: "✕" },
};

export function StatusChip({ status, word = true }: { status: VisitStatus; word?: boolean }) {
  const look = STATUS[status];
  return (
    <span className="status-chip" data-status={status}>
      <span aria-hidden="true">{look.icon}</span>
      {word ? <span>{look.label}</span> : <VisuallyHidden>{look.label}</VisuallyHidden>}
    </span>
  );
}
