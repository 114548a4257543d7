/** Send planned visits to the phones, all or none; the answer is those that were not there yet. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

/** More at once are several commands. */
const AT_ONCE = 200;

export async function dispatchVisits(visitIds: number[]): Promise<VisitRow[]> {
  const rows: VisitRow[] = [];
  for (let from = 0; from < visitIds.length; from += AT_ONCE) {
    const answer = await post<{ items: VisitRow[] }>("/api/board/dispatch", { body: { visit_ids: visitIds.slice(from, from + AT_ONCE) } });
    rows.push(...answer.items);
  }
  return rows;
}
