/** One's own views of a list, and those that are shared. */
import { queryOptions } from "@tanstack/react-query";

import { get, type Page } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type View = Schemas["ViewOut"];
export type ViewScreen = View["screen"];

export const viewsQuery = (screen: ViewScreen) =>
  queryOptions({
    queryKey: ["saved-views", screen],
    queryFn: ({ signal }) => get<Page<View>>("/api/saved-views", { query: { screen, page_size: 200 }, signal }),
    staleTime: 60_000,
  });
