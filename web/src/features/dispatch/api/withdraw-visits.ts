/** Take visits off the phones again; they stay planned until a person dispatches them. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export const withdrawVisits = (visitIds: number[], reason = ""): Promise<VisitRow[]> =>
  post<{ items: VisitRow[] }>("/api/board/withdraw", { body: { visit_ids: visitIds, reason } }).then(({ items }) => items);
