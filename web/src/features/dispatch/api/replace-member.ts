/** Send somebody else along in the place and role of one of the crew. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export interface ReplaceMemberInput {
  visit_id: number;
  technician_id: number;
  by_id: number;
  reason: string;
  override_reason?: string;
}

export const replaceMember = ({ visit_id, technician_id, ...body }: ReplaceMemberInput): Promise<VisitRow> =>
  post<VisitRow>("/api/visits/{visit_id}/crew/{technician_id}/replace", { path: { visit_id, technician_id }, body });
