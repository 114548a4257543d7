/** How the phone stands with the office, always in sight: all sent, so many unsent, or something needs a person. */
import { needsAttention } from "@/sync/command";

import { type PhoneState } from "../phone";
import { usePhoneState } from "../phone-context";

import styles from "./phone.module.css";

export interface SyncWords {
  tone: "plain" | "warn" | "danger";
  text: string;
  /** Beside a title that needs the room. */
  short: string;
}

export const unsentCount = ({ kept }: PhoneState): number =>
  kept.commands.filter(({ state }) => state === "waiting").length + kept.media.filter(({ storedAt }) => storedAt === null).length;

export const attentionCount = ({ kept }: PhoneState): number => kept.commands.filter(needsAttention).length;

export function syncWords(state: PhoneState): SyncWords {
  const attention = attentionCount(state);
  const unsent = unsentCount(state);
  if (attention > 0) return { tone: "danger", text: `${attention} need${attention === 1 ? "s" : ""} you ▸`, short: `! ${attention}` };
  if (state.reach === "signed_out") return { tone: "danger", text: "Sign in ▸", short: "Sign in" };
  if (state.reach === "waiting_for_network" || state.trouble)
    return { tone: "warn", text: unsent > 0 ? `Offline · ${unsent} unsent ▸` : "Offline ▸", short: unsent > 0 ? `Offline ${unsent}` : "Offline" };
  if (unsent > 0) return { tone: "plain", text: `Sending ${unsent} ▸`, short: `↑ ${unsent}` };
  return { tone: "plain", text: "✓ All sent", short: "✓" };
}

export function SyncChip({ short = false, onTap }: { short?: boolean; onTap: () => void }) {
  const words = syncWords(usePhoneState());
  return (
    <button type="button" className={styles.sync} data-tone={words.tone} aria-label={words.text} onClick={onTap}>
      <span role="status">{short ? words.short : words.text}</span>
    </button>
  );
}
