/** Write down that a part was ordered; the work order waits for it. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const orderPart = (work_order_id: number, body: Schemas["PartOrderIn"]): Promise<Schemas["PartOrderItem"]> =>
  post("/api/work-orders/{work_order_id}/part-orders", { path: { work_order_id }, body });
