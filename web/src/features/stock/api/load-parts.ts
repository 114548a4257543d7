/** Book what came from a supplier. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const loadParts = (place_id: number, body: Schemas["BookIn"]): Promise<Schemas["Booked"]> =>
  post("/api/stock-places/{place_id}/load", { path: { place_id }, body });
