/** Keep a request with the open work order that is about the same. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const joinRequest = (request_id: number, body: { work_order_id: number }): Promise<Schemas["RequestOut"]> =>
  post("/api/requests/{request_id}/join", { path: { request_id }, body });
