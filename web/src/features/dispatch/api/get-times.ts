/** What was promised for a visit, what is planned, what is likely and what happened, each apart. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Times = Schemas["TimesOut"];

export const timesQuery = (visitId: number, version: number) =>
  queryOptions({
    queryKey: ["visits", visitId, "times", version],
    queryFn: ({ signal }) => get<Times>("/api/visits/{visit_id}/times", { path: { visit_id: visitId }, signal }),
    // What is over stays as it was.
    refetchInterval: ({ state }) => (state.data?.predicted ? 60_000 : false),
  });
