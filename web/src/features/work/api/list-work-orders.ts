/** Work orders, the latest first. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, type Page, type Query } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type WorkOrderItem = Schemas["WorkOrderItem"];

export const workOrdersQuery = (query: Query) =>
  queryOptions({
    queryKey: ["work-orders", "list", query],
    queryFn: ({ signal }) => get<Page<WorkOrderItem>>("/api/work-orders", { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
