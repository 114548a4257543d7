/** Who could go along when a visit takes place, best first, and what speaks against the others. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";

import type { Candidate } from "../board/types";

export const crewCandidatesQuery = (visitId: number, version: number, role: string) =>
  queryOptions({
    queryKey: ["visits", visitId, "crew-candidates", version, role],
    queryFn: ({ signal }) =>
      get<{ items: Candidate[] }>("/api/visits/{visit_id}/crew-candidates", { path: { visit_id: visitId }, query: { role }, signal }),
    staleTime: 0,
  });
