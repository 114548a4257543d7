/** Accept what was done, so that it can be invoiced. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const approveWorkOrder = (work_order_id: number, withoutFilesReason = ""): Promise<Schemas["WorkOrderItem"]> =>
  post("/api/work-orders/{work_order_id}/approve", {
    path: { work_order_id },
    ...(withoutFilesReason ? { body: { without_files_reason: withoutFilesReason } } : {}),
  });
