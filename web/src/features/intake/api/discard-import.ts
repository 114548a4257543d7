/** Decide against a file of which nothing came in yet. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const discardImport = (id: number): Promise<Schemas["BatchOut"]> => post("/api/imports/{id}/discard", { path: { id } });
