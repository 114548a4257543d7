/** Book what went back to where it was bought. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const sendBack = (place_id: number, body: Schemas["BookIn"]): Promise<Schemas["Booked"]> =>
  post("/api/stock-places/{place_id}/send-back", { path: { place_id }, body });
