/** Change from whom an ordered part comes, how many, or when it is expected. */
import { patch } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const changePartOrder = (part_order_id: number, body: Partial<Schemas["PartOrderChange"]>): Promise<Schemas["PartOrderItem"]> =>
  patch("/api/part-orders/{part_order_id}", { path: { part_order_id }, body });
