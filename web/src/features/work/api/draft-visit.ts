/** Put one more visit of a work order into the queue. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const draftVisit = (work_order_id: number, body: Schemas["VisitIn"]): Promise<Schemas["VisitRow"]> =>
  post("/api/work-orders/{work_order_id}/visits", { path: { work_order_id }, body });
