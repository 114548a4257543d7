/** How the states of a visit look everywhere: word, icon and colours; never colour alone. */
import "./visit-status.css";

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
