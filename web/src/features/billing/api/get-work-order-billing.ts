/** Where a work order stands on its way to money, and why its invoice is not ready. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const workOrderBillingQuery = (id: number) =>
  queryOptions({
    queryKey: ["invoices", "of-work-order", id],
    queryFn: ({ signal }) => get<Schemas["WorkOrderBilling"]>("/api/work-orders/{id}/billing", { path: { id }, signal }),
    staleTime: 0,
  });
