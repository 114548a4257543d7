/** Make the invoice draft of a work order, or bring it in step with what was done. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const draftInvoice = (id: number): Promise<Schemas["InvoiceOut"]> => post("/api/work-orders/{id}/invoice-draft", { path: { id } });
