/** How much of each part lies where; `below` only where more was used than was booked as there. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, type Page, type Query } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Level = Schemas["LevelOut"];

export const levelsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["stock", "levels", query],
    queryFn: ({ signal }) => get<Page<Level>>("/api/stock", { query, signal }),
    placeholderData: keepPreviousData,
  });
