/** Let another technician answer on one date. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const swapOnCall = (rotaId: number, body: Schemas["OnCallSwapIn"]): Promise<Schemas["OnCallSwapOut"]> =>
  post("/api/on-call-rotas/{id}/swaps", { path: { id: rotaId }, body });
