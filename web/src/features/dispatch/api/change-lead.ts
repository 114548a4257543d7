/** Let somebody of the crew lead it; who led goes along. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export interface ChangeLeadInput {
  visit_id: number;
  technician_id: number;
  keeps?: boolean;
  reason?: string;
  override_reason?: string;
}

export const changeLead = ({ visit_id, ...body }: ChangeLeadInput): Promise<VisitRow> =>
  post<VisitRow>("/api/visits/{visit_id}/change-lead", { path: { visit_id }, body });
