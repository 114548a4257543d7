/** The whole record of a work order. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type WorkOrder = Schemas["WorkOrderOut"];

export const workOrderQuery = (id: number) =>
  queryOptions({
    queryKey: ["work-orders", id],
    queryFn: ({ signal }) => get<WorkOrder>("/api/work-orders/{id}", { path: { id }, signal }),
    staleTime: 5_000,
  });
