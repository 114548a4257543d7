/** Write down that a hazard of the site was read for a visit. */
import { post } from "@/api/client";

export const acknowledgeHazard = (visit_id: number, hazard_id: number): Promise<unknown> =>
  post("/api/visits/{visit_id}/acknowledge-hazard", { path: { visit_id }, body: { hazard_id } });
