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

export const importKindsQuery = queryOptions({
  queryKey: ["import-kinds"],
  queryFn: ({ signal }) => get<Page<Schemas["RecordKind"]>>("/api/import-kinds", { signal }),
  staleTime: Infinity,
});

export type StagedRow = Schemas["StagedRowOut"];

export const rowsQuery = (batchId: number, state: StagedRow["state"] | undefined) =>
  queryOptions({
    queryKey: ["imports", batchId, "rows", state],
    queryFn: ({ signal }) => get<Page<StagedRow>>("/api/imports/{id}/rows", { path: { id: batchId }, query: { state, page_size: 100 }, signal }),
  });
