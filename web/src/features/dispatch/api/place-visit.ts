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
  /** Outside of what the customer was promised: he is told another window, or there is a reason not to. */
  tell_customer?: true;
  promise_starts_at?: string;
  promise_ends_at?: string;
  untold_reason?: string;
}

export const placeVisit = ({ visit_id, ...body }: PlaceInput): Promise<VisitRow> =>
  post<VisitRow>("/api/visits/{visit_id}/place", { path: { visit_id }, body });

/** The rules a refused placement would break, or null when it was refused for another reason. */
export function brokenRules(problem: Problem): BrokenRule[] | null {
  const broken = problem.facts["broken"];
  return Array.isArray(broken) ? (broken as BrokenRule[]) : null;
}

/** What the customer was promised, when a placement was refused for lying outside of it; null otherwise. */
export function promisedWindow(problem: Problem): { startsAt: string; windowStartsAt: string; windowEndsAt: string; zone: string } | null {
  if (problem.code !== "outside_promise") return null;
  const { starts_at, window_starts_at, window_ends_at, zone } = problem.facts;
  return { startsAt: String(starts_at), windowStartsAt: String(window_starts_at), windowEndsAt: String(window_ends_at), zone: String(zone) };
}
