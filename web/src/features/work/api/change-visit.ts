/** Change how long a visit takes, what window was promised, or whether its plan is pinned. */
import { patch } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const changeVisit = (visit_id: number, body: Partial<Schemas["VisitChange"]>): Promise<Schemas["VisitRow"]> =>
  patch("/api/visits/{visit_id}", { path: { visit_id }, body });
