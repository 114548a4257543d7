/** Send a visit to its technician's phone. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const dispatchVisit = ({ visit_id }: { visit_id: number }): Promise<Schemas["VisitRow"]> =>
  post("/api/visits/{visit_id}/dispatch", { path: { visit_id } });
