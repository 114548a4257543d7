/** Change what a draft says beside its lines. */
import { patch } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const changeInvoice = (id: number, body: Partial<Schemas["InvoiceChange"]>): Promise<Schemas["InvoiceOut"]> => patch("/api/invoices/{id}", { path: { id }, body });
