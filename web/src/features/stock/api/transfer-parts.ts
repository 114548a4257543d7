/** Book what went from one place to another. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const transferParts = (place_id: number, body: Schemas["TransferIn"]): Promise<Schemas["Booked"]> =>
  post("/api/stock-places/{place_id}/transfer", { path: { place_id }, body });
