/** Say that a technician is well, or has what he needed. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const settleHelp = ({ visit_id }: { visit_id: number }): Promise<Schemas["VisitRow"]> =>
  post("/api/visits/{visit_id}/settle-help", { path: { visit_id } });
