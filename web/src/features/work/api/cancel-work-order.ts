/** Give a work order up, with every visit that has not ended. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const cancelWorkOrder = (work_order_id: number, body: Schemas["CancelIn"]): Promise<Schemas["WorkOrderItem"]> =>
  post("/api/work-orders/{work_order_id}/cancel", { path: { work_order_id }, body });
