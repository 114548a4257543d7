/** Parts that were ordered, the soonest expected first. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, type Page, type Query } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type PartOrderItem = Schemas["PartOrderItem"];

export const partOrdersQuery = (query: Query) =>
  queryOptions({
    queryKey: ["part-orders", query],
    queryFn: ({ signal }) => get<Page<PartOrderItem>>("/api/part-orders", { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
