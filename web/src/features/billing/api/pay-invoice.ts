/** Record money that came in. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const payInvoice = (id: number, body: Schemas["PayIn"]): Promise<Schemas["InvoiceOut"]> => post("/api/invoices/{id}/pay", { path: { id }, body });
