/** Book what somebody counted: the difference is the move. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const countParts = (place_id: number, body: Schemas["CountIn"]): Promise<Schemas["Booked"]> =>
  post("/api/stock-places/{place_id}/count", { path: { place_id }, body });
