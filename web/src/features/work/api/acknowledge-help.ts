/** Say that somebody in the office takes care of a call for help. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const acknowledgeHelp = ({ visit_id }: { visit_id: number }): Promise<Schemas["VisitRow"]> =>
  post("/api/visits/{visit_id}/acknowledge-help", { path: { visit_id } });
