/** Send a request through the public form. */
import { useMutation } from "@tanstack/react-query";

import { post } from "@/api/client";

export type Urgency = "emergency" | "soon" | "normal";

export interface RequestIn {
  token: string;
  client_uuid: string;
  description: string;
  urgency: Urgency;
  contact_name: string;
  contact_phone: string;
  contact_email: string;
  access_note: string;
  /** Hashes of what was sent ahead. */
  attachments: string[];
  /** Hidden from people; whoever fills it in is a machine. */
  website: string;
}

export interface RequestSent {
  reference: string;
  received_at: string;
  status_link: string | null;
}

export const useSendRequest = () =>
  useMutation({ mutationFn: (body: RequestIn) => post<RequestSent>("/api/portal/requests", { body }) });
