/** The imports, the newest first, and the bad rows of one. */
import { queryOptions } from "@tanstack/react-query";

import { get, type Page } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Batch = Schemas["BatchOut"];

const IN_MOTION = new Set(["staging", "applying"]);

export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: ({ signal }) => get<Page<Batch>>("/api/imports", { query: { page_size: 50 }, signal }),
  // While one is being read or let in, its figures move.
  refetchInterval: (query) => (query.state.data?.items.some((batch) => IN_MOTION.has(batch.status)) ? 1_500 : 20_000),
});

export const badRowsQuery = (batchId: number) =>
  queryOptions({
    queryKey: ["imports", batchId, "bad-rows"],
    queryFn: ({ signal }) => get<Page<Schemas["BadRow"]>>("/api/imports/{id}/bad-rows", { path: { id: batchId }, signal }),
  });

export const importProfilesQuery = queryOptions({
  queryKey: ["import-profiles"],
  queryFn: ({ signal }) => get<Page<Schemas["ProfileOut"]>>("/api/import-profiles", { signal }),
  staleTime: Infinity,
});
