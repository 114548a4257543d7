/** Cancel one visit; its work order stays. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const cancelVisit = ({ visit_id, ...body }: Schemas["CancelIn"] & { visit_id: number }): Promise<Schemas["VisitRow"]> =>
  post("/api/visits/{visit_id}/cancel", { path: { visit_id }, body });
