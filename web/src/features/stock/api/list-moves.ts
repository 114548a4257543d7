/** What came and went, the latest first. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, type Page, type Query } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type StockMove = Schemas["StockMoveOut"];

export const movesQuery = (query: Query) =>
  queryOptions({
    queryKey: ["stock", "moves", query],
    queryFn: ({ signal }) => get<Page<StockMove>>("/api/stock-moves", { query, signal }),
    placeholderData: keepPreviousData,
  });
