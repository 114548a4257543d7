/** Why something is canceled, and whose doing it is: only the customer who cancels late may pay for it. */
import type { Schemas } from "@/api/schemas";

type Cancel = Schemas["CancelIn"];

const LABELS: Record<string, string> = {
  "customer:changed_mind": "Customer: no longer wants it",
  "customer:fixed_itself": "Customer: it works again",
  "customer:found_another": "Customer: somebody else does it",
  "customer:not_ready": "Customer: is not ready for us",
  "customer:other": "Customer: another reason",
  "us:no_capacity": "Us: nobody can come",
  "us:not_ours": "Us: not our work",
  "us:mistake": "Us: entered by mistake",
  "us:other": "Us: another reason",
};

export const CANCEL_CHOICES = Object.entries(LABELS).map(([value, label]) => ({ value, label }));

/** What was chosen and written, as the server takes it. */
export function cancelBody(choice: string, reason: string): Cancel {
  const [party, code] = choice.split(":");
  return { party: party as Cancel["party"], code: code as Cancel["code"], reason };
}

export const cancelLabel = (party: string, code: string): string => LABELS[`${party}:${code}`] ?? "";
