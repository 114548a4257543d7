/** What is being written about the end of a visit: it outlives a look at another screen and a phone that dies. */
import { useCallback, useState } from "react";

import type { DayVisit } from "./day";

export interface FinishDraft {
  step: number;
  summary: string;
  /** The scope items that are not done, for all of them is the usual case. */
  open: number[];
  more: "no" | "yes";
  followUp: string;
}

const EMPTY: FinishDraft = { step: 0, summary: "", open: [], more: "no", followUp: "" };
const key = (visitId: number): string => `truckroll-finish-${visitId}`;

function read(visitId: number): FinishDraft {
  try {
    return { ...EMPTY, ...(JSON.parse(localStorage.getItem(key(visitId)) ?? "{}") as Partial<FinishDraft>) };
  } catch {
    return EMPTY;
  }
}

export function useFinishDraft(visit: DayVisit): { draft: FinishDraft; change: (part: Partial<FinishDraft>) => void; drop: () => void } {
  const [draft, setDraft] = useState(() => read(visit.id));
  const change = useCallback(
    (part: Partial<FinishDraft>) =>
      setDraft((before) => {
        const after = { ...before, ...part };
        localStorage.setItem(key(visit.id), JSON.stringify(after));
        return after;
      }),
    [visit.id],
  );
  const drop = useCallback(() => localStorage.removeItem(key(visit.id)), [visit.id]);
  return { draft, change, drop };
}
