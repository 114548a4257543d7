/** Every change of a work order and of what belongs to it, as the audit keeps it, newest first. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const CHANGES_SHOWN = 50;

export const changesQuery = (workOrderId: number, page: number) =>
  queryOptions({
    queryKey: ["work-orders", workOrderId, "changes", page],
    queryFn: ({ signal }) =>
      get<Schemas["Changes"]>("/api/work-orders/{work_order_id}/changes", {
        path: { work_order_id: workOrderId },
        query: { page, page_size: CHANGES_SHOWN },
        signal,
      }),
  });
