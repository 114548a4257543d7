/** Say since when nobody is in danger any more; it stops its own clock only. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const makeSafe = (work_order_id: number, body: { at?: string | null; reason?: string }): Promise<Schemas["WorkOrderItem"]> =>
  post("/api/work-orders/{work_order_id}/make-safe", { path: { work_order_id }, body });
