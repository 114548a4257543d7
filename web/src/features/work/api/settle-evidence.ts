/** Say that late evidence was dealt with. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const settleEvidence = (id: number): Promise<Schemas["EvidenceOut"]> => post("/api/evidence/{id}/settle", { path: { id } });
