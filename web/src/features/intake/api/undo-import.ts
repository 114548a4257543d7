/** Take back everything a file brought, as long as nobody has touched any of it. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const undoImport = (id: number): Promise<Schemas["BatchOut"]> => post("/api/imports/{id}/undo", { path: { id } });
