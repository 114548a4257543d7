/** Issue a draft: from now on it is legally out and never changes. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const issueInvoice = (id: number, body: Schemas["VersionIn"]): Promise<Schemas["InvoiceOut"]> => post("/api/invoices/{id}/issue", { path: { id }, body });
