/** Note that the words were read out to the customer. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const tellMessage = (message_id: number): Promise<Schemas["MessageOut"]> => post("/api/messages/{message_id}/tell", { path: { message_id } });
