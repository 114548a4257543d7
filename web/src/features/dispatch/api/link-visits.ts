/** Let a visit start only after another has ended. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export interface LinkInput {
  visit_id: number;
  first_id: number;
  lag_s: number;
  same_technician: boolean;
  immediately: boolean;
}

export const linkVisits = ({ visit_id, ...body }: LinkInput): Promise<VisitRow> =>
  post<VisitRow>("/api/visits/{visit_id}/links", { path: { visit_id }, body });
