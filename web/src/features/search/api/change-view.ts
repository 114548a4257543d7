/** Rename a view of one's own, give it other filters, share it or not. */
import { patch } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const changeView = (id: number, body: Partial<Schemas["ViewChange"]>): Promise<Schemas["ViewOut"]> => patch("/api/saved-views/{id}", { path: { id }, body });
