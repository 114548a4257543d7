/** Add something that is to be done. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const addScope = (work_order_id: number, body: Schemas["ScopeIn"]): Promise<Schemas["ScopeOut"]> =>
  post("/api/work-orders/{work_order_id}/scope", { path: { work_order_id }, body });
