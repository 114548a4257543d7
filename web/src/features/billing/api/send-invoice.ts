/** Write the message that carries an issued invoice and its job sheet to the customer. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const sendInvoice = (id: number, body: Schemas["SendIn"]): Promise<Schemas["InvoiceOut"]> => post("/api/invoices/{id}/send", { path: { id }, body });
