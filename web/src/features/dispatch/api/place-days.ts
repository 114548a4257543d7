/** Place a day of a long job and all days after it on the technician's next working days, with the crew of the first. */
import { post } from "@/api/client";

import type { VisitRow } from "../board/types";

export interface PlaceDaysInput {
  visit_id: number;
  technician_id: number;
  starts_at: string;
  override_reason?: string;
}

export const placeDays = ({ visit_id, ...body }: PlaceDaysInput): Promise<{ items: VisitRow[] }> =>
  post<{ items: VisitRow[] }>("/api/visits/{visit_id}/place-days", { path: { visit_id }, body });
