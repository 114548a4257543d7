/** Give a held time back. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const letGoOffer = (offerId: number): Promise<Schemas["OfferRow"]> => post("/api/offers/{offer_id}/let-go", { path: { offer_id: offerId } });
