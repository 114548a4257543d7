/** An ordered part is here: it lies in that van or on that shelf. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const receivePart = (part_order_id: number, body: Schemas["ReceivePartIn"]): Promise<Schemas["PartOrderItem"]> =>
  post("/api/part-orders/{part_order_id}/receive", { path: { part_order_id }, body });
