/** Take a rejection back. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const reconsiderRequest = (id: number): Promise<Schemas["RequestOut"]> => post("/api/requests/{id}/reconsider", { path: { id } });
