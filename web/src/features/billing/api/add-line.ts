/** Add a line to a draft by hand. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const addLine = (id: number, body: Partial<Schemas["LineIn"]>): Promise<Schemas["InvoiceOut"]> => post("/api/invoices/{id}/lines", { path: { id }, body });
