/** Take a view of one's own away. */
import { del } from "@/api/client";

export const removeView = (id: number): Promise<unknown> => del("/api/saved-views/{id}", { path: { id } });
