/** Say that a technician is there after all. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const cancelAbsence = (id: number, body: Schemas["AbsenceCancel"]): Promise<Schemas["AbsenceOut"]> => post("/api/absences/{id}/cancel", { path: { id }, body });
