/** One invoice as a whole. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Invoice = Schemas["InvoiceOut"];

export const invoiceQuery = (id: number) =>
  queryOptions({
    queryKey: ["invoices", id],
    queryFn: ({ signal }) => get<Invoice>("/api/invoices/{id}", { path: { id }, signal }),
    staleTime: 0,
  });
