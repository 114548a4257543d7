/** The moves of a visit's life, each its own route; which are possible now is the server's word (`moves`). */
import { post } from "@/api/client";

export interface MoveInput {
  visit_id: number;
  version: number;
  reason?: string;
}

const move =
  (verb: string) =>
  <Out>({ visit_id, ...body }: MoveInput): Promise<Out> =>
    post<Out>(`/api/visits/{visit_id}/${verb}`, { path: { visit_id }, body });

export const unscheduleVisit = move("unschedule");
export const dispatchVisit = move("dispatch");
export const cancelVisit = move("cancel");
