/** Let a judged file in: its good rows, or all of them if none is bad. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const applyImport = (id: number, body: Schemas["ApplyIn"]): Promise<Schemas["BatchOut"]> => post("/api/imports/{id}/apply", { path: { id }, body });
