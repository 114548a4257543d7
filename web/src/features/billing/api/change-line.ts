/** Change a line of a draft by hand, drop it or bring it back. */
import { patch } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const changeLine = (id: number, line_id: number, body: Partial<Schemas["LineChange"]>): Promise<Schemas["InvoiceOut"]> =>
  patch("/api/invoices/{id}/lines/{line_id}", { path: { id, line_id }, body });
