/** Let one more technician go along with a visit; the server judges him like a placement. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export interface AddMemberInput {
  visit_id: number;
  technician_id: number;
  role?: string;
  /** On every later day of the same job too. */
  all_days?: boolean;
  version: number;
  override_reason?: string;
}

export const addMember = ({ visit_id, ...body }: AddMemberInput): Promise<VisitRow> =>
  post<VisitRow>("/api/visits/{visit_id}/crew", { path: { visit_id }, body });
