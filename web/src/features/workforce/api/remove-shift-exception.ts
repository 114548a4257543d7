/** Let the usual hours hold again on a date. */
import { del } from "@/api/client";

export const removeShiftException = (id: number): Promise<unknown> => del("/api/shift-exceptions/{id}", { path: { id } });
