/** Place the visit where its customer was offered; the server judges again and promises the window. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const confirmOffer = (offerId: number): Promise<Schemas["VisitRow"]> => post("/api/offers/{offer_id}/confirm", { path: { offer_id: offerId } });
