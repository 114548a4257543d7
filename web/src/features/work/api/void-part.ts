/** Take a wrong line of parts out of the count. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const voidPart = (id: number, body: { reason: string }): Promise<Schemas["PartOut"]> => post("/api/parts-used/{id}/void", { path: { id }, body });
