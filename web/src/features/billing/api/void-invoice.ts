/** Throw a draft away. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const voidInvoice = (id: number, body: { reason: string }): Promise<Schemas["InvoiceOut"]> => post("/api/invoices/{id}/void", { path: { id }, body });
