/** Answer a question of a visit's checklist. */
import { post } from "@/api/client";

export const answerChecklist = (visit_id: number, item_id: number, value: string): Promise<unknown> =>
  post("/api/visits/{visit_id}/answer-checklist", { path: { visit_id }, body: { item_id, value } });
