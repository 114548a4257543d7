/** Who is on call now, for an area and a trade. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

interface Asked {
  lat?: number | null;
  lon?: number | null;
  postal_code?: string;
  skill_id?: number;
}

export const onCallQuery = (asked: Asked = {}) =>
  queryOptions({
    queryKey: ["on-call", asked],
    queryFn: ({ signal }) => get<Schemas["OnCall"]>("/api/on-call", { query: { ...asked }, signal }),
    // Turns begin and end by themselves.
    refetchInterval: 30_000,
    staleTime: 10_000,
  });
