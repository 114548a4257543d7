/** Put right when somebody was there, or since when nobody was in danger; a breach stays written down. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const correctClock = (work_order_id: number, body: Schemas["CorrectClockIn"]): Promise<Schemas["WorkOrderItem"]> =>
  post("/api/work-orders/{work_order_id}/correct-clock", { path: { work_order_id }, body });
