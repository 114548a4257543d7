/** Record an absence; the visits it meets refuse it, go back to the queue (`release_visits`) or stay as conflicts (`keep_visits`). */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const recordAbsence = (body: Partial<Schemas["AbsenceIn"]>): Promise<unknown> => post("/api/absences", { body });
