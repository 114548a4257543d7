/** Make a link that shows one work order to whoever has it. Its address is shown this once. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const createStatusLink = (id: number, body: Schemas["StatusLinkIn"]): Promise<Schemas["StatusLinkSecret"]> =>
  post("/api/work-orders/{id}/status-links", { path: { id }, body });
