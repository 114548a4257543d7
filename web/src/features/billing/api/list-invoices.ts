/** Invoices, the newest first. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, type Page, type Query } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type InvoiceRow = Schemas["InvoiceRow"];

export const invoicesQuery = (query: Query) =>
  queryOptions({
    queryKey: ["invoices", "list", query],
    queryFn: ({ signal }) => get<Page<InvoiceRow>>("/api/invoices", { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
