/** The shifts of a span that begin less than eleven hours after the last work. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

import { conflictsKey } from "./list-conflicts";

export const restsQuery = (window: { from: number; to: number }) =>
  queryOptions({
    // Below the conflicts' key: whatever may change those may change these.
    queryKey: [...conflictsKey, "rests", window.from, window.to],
    queryFn: ({ signal }) =>
      get<Schemas["Rests"]>("/api/board/rests", {
        query: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
        signal,
      }),
    refetchInterval: 60_000,
  });
