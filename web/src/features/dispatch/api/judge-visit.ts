/** Ask the judge, without writing: all technicians at their best start, or one technician at one start. */
import { post } from "@/api/client";

import type { Candidate } from "../board/types";

export interface JudgeInput {
  visit_id: number;
  technician_id?: number;
  starts_at?: string;
}

export const judgeVisit = (input: JudgeInput, signal?: AbortSignal): Promise<Candidate[]> =>
  post<{ candidates: Candidate[] }>("/api/board/judge", { body: input, ...(signal ? { signal } : {}) }).then(
    (answer) => answer.candidates,
  );
