/** Put a visit on a technician's day; the server judges and stores the decision. */
import { post } from "@/api/client";
import type { Problem } from "@/api/problem";

import type { BrokenRule, VisitRow } from "../board/types";

export interface PlaceInput {
  visit_id: number;
  technician_id: number;
  starts_at: string;
  version: number;
  override_reason?: string;
}

export const placeVisit = ({ visit_id, ...body }: PlaceInput): Promise<VisitRow> =>
  post<VisitRow>("/api/visits/{visit_id}/place", { path: { visit_id }, body });

/** The rules a refused placement would break, or null when it was refused for another reason. */
export function brokenRules(problem: Problem): BrokenRule[] | null {
  const broken = problem.facts["broken"];
  return Array.isArray(broken) ? (broken as BrokenRule[]) : null;
}
