/** Make a link with which the customer chooses an arrival window, once. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const createRebookLink = (visit_id: number, body: Schemas["RebookLinkIn"]): Promise<Schemas["RebookLinkSecret"]> =>
  post("/api/visits/{visit_id}/rebook-links", { path: { visit_id }, body });
