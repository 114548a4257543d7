/** Say whether it was our own fault that nobody opened. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const noteFault = (visit_id: number, body: Schemas["FaultIn"]): Promise<Schemas["VisitRow"]> =>
  post("/api/visits/{visit_id}/note-fault", { path: { visit_id }, body });
