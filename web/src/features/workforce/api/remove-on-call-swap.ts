/** Let the usual technician answer after all. */
import { del } from "@/api/client";

export const removeOnCallSwap = (id: number): Promise<unknown> => del("/api/on-call-swaps/{id}", { path: { id } });
