/** How the one job behind an opened link stands. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";

import type { Company } from "../company";

export type JobStatus = "received" | "planned" | "on_the_way" | "on_site" | "waiting" | "done" | "canceled";

export interface StatusVisit {
  status: string;
  window_starts_at: string | null;
  window_ends_at: string | null;
  technician_name: string | null;
  arrived_at: string | null;
  ended_at: string | null;
  outcome: string | null;
}

export interface JobState {
  company: Company;
  reference: string;
  work_order_number: string | null;
  site: { name: string; address: string };
  zone: string;
  description: string;
  work_type: string | null;
  reported_at: string;
  status: JobStatus;
  status_sentence: string;
  visits: StatusVisit[];
  updated_at: string;
}

export const statusQuery = queryOptions({
  queryKey: ["portal", "status"],
  queryFn: () => get<JobState>("/api/portal/status"),
  refetchInterval: 30_000,
});
