/** Whatever a few words may mean, at most five of each kind. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, type Page } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Found = Schemas["FoundOut"];

export const findAnythingQuery = (search: string) =>
  queryOptions({
    queryKey: ["search", search],
    queryFn: ({ signal }) => get<Page<Found>>("/api/search", { query: { search }, signal }),
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
