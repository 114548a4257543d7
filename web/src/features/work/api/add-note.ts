/** Write a note on a work order. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const addNote = (work_order_id: number, body: Schemas["NoteIn"]): Promise<Schemas["NoteOut"]> =>
  post("/api/work-orders/{work_order_id}/notes", { path: { work_order_id }, body });
