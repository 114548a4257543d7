/** Take an approval back. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const reopenWorkOrder = (work_order_id: number, body: { reason: string }): Promise<Schemas["WorkOrderItem"]> =>
  post("/api/work-orders/{work_order_id}/reopen", { path: { work_order_id }, body });
