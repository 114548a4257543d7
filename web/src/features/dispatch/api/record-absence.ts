/** Record an absence; with `release_visits` the visits it meets go back to the queue. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const recordAbsence = (body: Partial<Schemas["AbsenceIn"]>): Promise<unknown> => post("/api/absences", { body });
