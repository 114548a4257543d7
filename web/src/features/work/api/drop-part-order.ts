/** Give up waiting for a part. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const dropPartOrder = (part_order_id: number, body: { reason: string }): Promise<Schemas["PartOrderItem"]> =>
  post("/api/part-orders/{part_order_id}/drop", { path: { part_order_id }, body });
