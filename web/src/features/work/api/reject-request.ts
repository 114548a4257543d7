/** Say no to a request. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const rejectRequest = (id: number, body: { reason: string }): Promise<Schemas["RequestOut"]> => post("/api/requests/{id}/reject", { path: { id }, body });
