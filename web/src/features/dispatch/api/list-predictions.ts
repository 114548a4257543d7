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
]);

export const predictionsKey = ["board", "predictions"] as const;

export type PredictionsByVisit = ReadonlyMap<number, Prediction>;

// One function for ever: another one each time would make another map each time.
const byVisit = (found: Schemas["Predictions"]): PredictionsByVisit => new Map(found.items.map((one) => [one.visit_id, one]));

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
    select: byVisit,
  });
