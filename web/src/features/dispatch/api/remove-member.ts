/** Take somebody off a crew who has not set out. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export interface RemoveMemberInput {
  visit_id: number;
  technician_id: number;
  reason: string;
}

export const removeMember = ({ visit_id, technician_id, ...body }: RemoveMemberInput): Promise<VisitRow> =>
  post<VisitRow>("/api/visits/{visit_id}/crew/{technician_id}/remove", { path: { visit_id, technician_id }, body });
