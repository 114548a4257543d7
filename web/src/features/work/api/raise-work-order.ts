/** Make the record of a job; its first visit waits in the queue. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const raiseWorkOrder = (body: Partial<Schemas["WorkOrderIn"]>): Promise<Schemas["WorkOrderItem"]> =>
  post("/api/work-orders", { body });
