/** Say for a technician that he came, took a break, is back, or went. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Attending = "clock-on" | "start-break" | "end-break" | "clock-off";

export const attend = (technicianId: number, what: Attending, body: { at: string; reason: string }): Promise<Schemas["AttendanceState"]> =>
  post(`/api/technicians/{id}/${what}`, { path: { id: technicianId }, body });
