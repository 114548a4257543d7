/** Take something out of what is to be done. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const dropScope = (id: number): Promise<Schemas["ScopeOut"]> => post("/api/scope-items/{id}/drop", { path: { id } });
