/** Keep a technician's time for ten minutes while the customer decides; what was held for the visit is let go. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const holdOffer = ({ visit_id, ...body }: Schemas["HoldOfferIn"] & { visit_id: number }): Promise<Schemas["OfferRow"]> =>
  post("/api/visits/{visit_id}/hold-offer", { path: { visit_id }, body });
