/** Raise the work order of a request; the answer is the work order. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const acceptRequest = (id: number, body: Schemas["AcceptIn"]): Promise<Schemas["WorkOrderItem"]> => post("/api/requests/{id}/accept", { path: { id }, body });
