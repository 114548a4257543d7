/** When technicians are likely to arrive, from what is happening now. It is shown; the plan stays as it is. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Prediction = Schemas["PredictionOut"];

/** After these facts somebody arrives at another time. */
export const CHANGES_PREDICTIONS: ReadonlySet<string> = new Set([
  "work.visit.scheduled",
  "work.visit.unscheduled",
  "work.visit.canceled",
  "work.visit.departed",
  "work.visit.arrived",
  "work.visit.started",
  "work.visit.completed",
  "work.visit.stopped",
  "work.visit.no_access",
  "work.visit.changed",
  "work.visit.lead_changed",
  "work.crew_member.added",
  "work.crew_member.removed",
  "work.crew_member.moved",
]);

export const predictionsKey = ["board", "predictions"] as const;

/** Each of a crew arrives for himself. */
export type PredictionsByPart = ReadonlyMap<string, Prediction>;

export const partKey = (visitId: number, technicianId: number): string => `${visitId}.${technicianId}`;

// One function for ever: another one each time would make another map each time.
const byPart = (found: Schemas["Predictions"]): PredictionsByPart => new Map(found.items.map((one) => [partKey(one.visit_id, one.technician_id), one]));

/** Time passes without telling anybody, so besides looking after each move the board asks every minute. */
export const predictionsQuery = (window: { from: number; to: number }) =>
  queryOptions({
    queryKey: [...predictionsKey, window.from, window.to],
    queryFn: ({ signal }) =>
      get<Schemas["Predictions"]>("/api/board/predictions", {
        query: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
        signal,
      }),
    refetchInterval: 60_000,
    select: byPart,
  });
