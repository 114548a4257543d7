/** Keep a list with its filters under a name. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const saveView = (body: Schemas["ViewIn"]): Promise<Schemas["ViewOut"]> => post("/api/saved-views", { body });
