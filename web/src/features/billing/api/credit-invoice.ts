/** Give an issued invoice back, whole or in part, by a credit note of its own number. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const creditInvoice = (id: number, body: Schemas["CreditIn"]): Promise<Schemas["InvoiceOut"]> => post("/api/invoices/{id}/credit", { path: { id }, body });
