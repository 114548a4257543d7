/** Send a message again that failed or could not be sent. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const resendMessage = (message_id: number): Promise<Schemas["MessageOut"]> => post("/api/messages/{message_id}/resend", { path: { message_id } });
