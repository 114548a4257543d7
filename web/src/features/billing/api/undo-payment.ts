/** Take back a payment that was recorded by mistake. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const undoPayment = (id: number, body: { reason: string }): Promise<Schemas["InvoiceOut"]> => post("/api/payments/{id}/undo", { path: { id }, body });
