/** Change the words, payer, asset, limit or priority of a work order. */
import { patch } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const changeWorkOrder = (work_order_id: number, body: Record<string, unknown>): Promise<Schemas["WorkOrderItem"]> =>
  patch("/api/work-orders/{work_order_id}", { path: { work_order_id }, body });
