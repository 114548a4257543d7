/** Every decision about a visit: who was considered, what stood against each, and who decided. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";

import type { Candidate } from "../board/types";

export interface Decision {
  id: number;
  how: "auto" | "suggest" | "hand";
  outcome: "assigned" | "suggested" | "flagged" | "removed";
  part: "lead" | "member";
  decided_at: string;
  decided_by: string;
  reason: string;
  sentence: string;
  technician_id: number | null;
  technician: string | null;
  starts_at: string | null;
  runner_up_id: number | null;
  runner_up: string | null;
  overridden: string[];
  inputs_sha256: string;
  candidates: Candidate[];
}

export const decisionsQuery = (visitId: number) =>
  queryOptions({
    queryKey: ["visits", visitId, "decisions"],
    queryFn: ({ signal }) =>
      get<{ items: Decision[] }>("/api/visits/{visit_id}/decisions", { path: { visit_id: visitId }, signal }),
    staleTime: 0,
  });
