/** Make a technician's step for him: with its true time and the reason why it is not he who makes it. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const STEPS = ["depart", "arrive", "start", "pause", "resume", "end_day", "complete", "stop", "report_no_access", "leave"] as const;
export type Step = (typeof STEPS)[number];

interface Said {
  at: string;
  reason: string;
  summary?: string;
  note?: string;
  remaining_s?: number;
  needed?: string[];
  waited_s?: number;
  is_our_fault?: boolean;
  technician_id?: number;
  short_reason?: string;
}

export const stepVisit = (visit_id: number, step: Step, body: Said): Promise<Schemas["VisitRow"]> =>
  post(`/api/visits/{visit_id}/${step.replaceAll("_", "-")}`, { path: { visit_id }, body });
