/** Take a visit off its technician's day; it waits in the queue again. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const unscheduleVisit = ({ visit_id, ...body }: { visit_id: number; reason?: string }): Promise<Schemas["VisitRow"]> =>
  post("/api/visits/{visit_id}/unschedule", { path: { visit_id }, body });
