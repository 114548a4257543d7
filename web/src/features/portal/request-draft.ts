/** A request while it is being written: it survives a reload of the page, with the id that keeps it from being sent twice. */
import { newId } from "@/lib/ids";

import type { Attachment } from "./api/send-attachment";
import type { RequestIn, Urgency } from "./api/send-request";

export type RequestDraft = Omit<RequestIn, "token" | "attachments"> & { attachments: Attachment[] };

const KEY = "truckroll-request";

const empty = (): RequestDraft => ({
  client_uuid: newId(),
  description: "",
  urgency: "normal",
  contact_name: "",
  contact_phone: "",
  contact_email: "",
  access_note: "",
  attachments: [],
  website: "",
});

export function readDraft(): RequestDraft {
  try {
    return { ...empty(), ...(JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<RequestDraft>) };
  } catch {
    return empty();
  }
}

export const keepDraft = (draft: RequestDraft): void => sessionStorage.setItem(KEY, JSON.stringify(draft));
export const dropDraft = (): void => sessionStorage.removeItem(KEY);

export type Faults = Partial<Record<"description" | "contact_name" | "contact_phone" | "contact_email", string>>;

/** What a person has to correct before it can be sent; the server has the last word. */
export function faultsOf(draft: RequestDraft): Faults {
  const faults: Faults = {};
  if (draft.description.trim().length < 5) faults.description = "Say in a few words what is wrong.";
  if (!draft.contact_name.trim()) faults.contact_name = "Whom may we ask for?";
  const phone = draft.contact_phone.trim();
  const email = draft.contact_email.trim();
  if (!phone && !email) faults.contact_phone = "A phone number or an e-mail address, so that we can answer.";
  if (phone && phone.replace(/\D/g, "").length < 6) faults.contact_phone = "This number looks too short.";
  if (email && !/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(email)) faults.contact_email = "This does not look like an e-mail address.";
  return faults;
}

export const URGENCIES: readonly { value: Urgency; label: string }[] = [
  { value: "normal", label: "It can wait some days" },
  { value: "soon", label: "As soon as possible" },
  { value: "emergency", label: "Emergency" },
];
