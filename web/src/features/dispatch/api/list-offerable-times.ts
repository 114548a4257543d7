/** What the customer of a visit can be offered on the next working days, and what is held for him. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

/** `fromOn` is the date to look from, "2026-11-24"; null for today. */
export const offerableTimesQuery = (visitId: number, fromOn: string | null) =>
  queryOptions({
    queryKey: ["visits", visitId, "offerable-times", fromOn],
    queryFn: ({ signal }) =>
      get<Schemas["OfferableTimes"]>("/api/visits/{visit_id}/offerable-times", { path: { visit_id: visitId }, query: { from_on: fromOn }, signal }),
    staleTime: 0,
    gcTime: 0,
  });
