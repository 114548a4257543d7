/** Make a visit of the queue that is longer than a shift into one for each day. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export const splitVisit = (visit_id: number, longest_s: number): Promise<{ items: VisitRow[] }> =>
  post<{ items: VisitRow[] }>("/api/visits/{visit_id}/split", { path: { visit_id }, body: { longest_s } });
