/** The planned visits that break a rule where they stand, because something changed after they were placed. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Conflict = Schemas["Conflict"];

/** After these facts the list may be another one. */
export const CHANGES_CONFLICTS: ReadonlySet<string> = new Set([
  "dispatch.conflicts.changed",
  "work.visit.scheduled",
  "work.visit.unscheduled",
  "work.visit.canceled",
  "work.visit.departed",
  "work.visit.changed",
]);

export const conflictsKey = ["board", "conflicts"] as const;

export const conflictsQuery = (window: { from: number; to: number }) =>
  queryOptions({
    queryKey: [...conflictsKey, window.from, window.to],
    queryFn: ({ signal }) =>
      get<Schemas["Conflicts"]>("/api/board/conflicts", {
        query: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
        signal,
      }),
  });
