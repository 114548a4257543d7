/** Let a work order wait for something. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const openHold = (work_order_id: number, body: Schemas["HoldIn"]): Promise<Schemas["HoldOut"]> =>
  post("/api/work-orders/{work_order_id}/holds", { path: { work_order_id }, body });
