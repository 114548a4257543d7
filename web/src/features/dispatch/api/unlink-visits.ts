/** Let a visit no longer wait for another. */
import { del } from "@/api/client";

import type { VisitRow } from "../board/types";

export const unlinkVisits = (visit_id: number, first_id: number): Promise<VisitRow> =>
  del<VisitRow>("/api/visits/{visit_id}/links/{first_id}", { path: { visit_id, first_id } });
