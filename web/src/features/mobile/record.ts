/** Everything a technician can write down, one function for each verb, as commands of the outbox. */
import { newId } from "@/lib/ids";
import type { Command } from "@/sync/command";

import type { DayVisit, Hazard, ChecklistItem } from "./day";
import { type MoveWords, UNDO_MS } from "./moves";
import type { Phone } from "./phone";
import type { Picture } from "./picture";
import { freshFix } from "./position";

type Recorded = Promise<Command>;

const place = (visit: DayVisit): string => visit.site.name || visit.site.address;

function position(): Record<string, unknown> {
  const fix = freshFix();
  return fix ? { position: fix } : {};
}

export const OWN_DAY = {
  clock_on: "Clock on",
  start_break: "Take a break",
  end_break: "Back to work",
  clock_off: "Clock off",
} as const;
export type OwnDay = keyof typeof OWN_DAY;

/** What he says of his own day; it can be taken back for a few seconds. */
export const recordOwnDay = (phone: Phone, type: OwnDay): Recorded => phone.record({ type, payload: {}, label: OWN_DAY[type], holdMs: UNDO_MS });

/** A step whose only content is that it was taken; it can be taken back for a few seconds. */
export const recordMove = (phone: Phone, visit: DayVisit, words: MoveWords): Recorded =>
  phone.record({
    type: words.type,
    payload: { visit_id: visit.id, ...position() },
    label: `${words.label} · ${place(visit)}`,
    holdMs: UNDO_MS,
  });

/** Work that begins before the whole crew is there says why. */
export const startShort = (phone: Phone, visit: DayVisit, reason: string): Recorded =>
  phone.record({
    type: "start_visit",
    payload: { visit_id: visit.id, short_reason: reason, ...position() },
    label: `Start work · ${place(visit)}`,
    holdMs: UNDO_MS,
  });

export const pauseVisit = (phone: Phone, visit: DayVisit, reason: string): Recorded =>
  phone.record({
    type: "pause_visit",
    payload: { visit_id: visit.id, reason },
    label: `Pause · ${place(visit)}`,
    holdMs: UNDO_MS,
  });

export const completeVisit = (
  phone: Phone,
  visit: DayVisit,
  done: { summary: string; scopeDone: number[]; followUp: string },
): Recorded =>
  phone.record({
    type: "complete_visit",
    payload: {
      visit_id: visit.id,
      summary: done.summary,
      scope_done: done.scopeDone,
      ...(done.followUp ? { follow_up: done.followUp } : {}),
    },
    label: `Finish job · ${place(visit)}`,
    holdMs: UNDO_MS,
  });

export const NEEDED = [
  { value: "parts", label: "Parts" },
  { value: "time", label: "More time" },
  { value: "skill", label: "Someone with another skill" },
  { value: "access", label: "Access" },
  { value: "approval", label: "The customer’s approval" },
] as const;
export type Needed = (typeof NEEDED)[number]["value"];

export const stopVisit = (
  phone: Phone,
  visit: DayVisit,
  stop: { reason: string; remainingMinutes: number; needed: Needed; note: string },
): Recorded =>
  phone.record({
    type: "stop_visit",
    payload: {
      visit_id: visit.id,
      reason: stop.reason,
      remaining_s: stop.remainingMinutes * 60,
      needed: stop.needed,
      note: stop.note,
    },
    label: `Stop the job · ${place(visit)}`,
    holdMs: UNDO_MS,
  });

export const reportNoAccess = (
  phone: Phone,
  visit: DayVisit,
  report: { reason: string; note: string; waitedS: number; isOurFault: boolean },
): Recorded =>
  phone.record({
    type: "report_no_access",
    payload: {
      visit_id: visit.id,
      reason: report.reason,
      note: report.note,
      waited_s: report.waitedS,
      is_our_fault: report.isOurFault,
      ...position(),
    },
    label: `No access · ${place(visit)}`,
    holdMs: UNDO_MS,
  });

export const askForHelp = (phone: Phone, visit: DayVisit, reason: string): Recorded =>
  phone.record({
    type: "ask_for_help",
    payload: { visit_id: visit.id, reason },
    label: `Needs help · ${place(visit)}`,
  });

export const addNote = (phone: Phone, visit: DayVisit, text: string): Recorded =>
  phone.record({
    type: "add_note",
    payload: { visit_id: visit.id, client_uuid: newId(), text },
    label: `Note · ${place(visit)}`,
  });

export const recordPart = (
  phone: Phone,
  visit: DayVisit,
  part: { sku: string | null; description: string; quantity: string },
): Recorded =>
  phone.record({
    type: "use_part",
    payload: { visit_id: visit.id, client_uuid: newId(), ...part },
    label: `Part ${part.description} × ${part.quantity} · ${place(visit)}`,
  });

export const PHOTO_KINDS = [
  { value: "before", label: "Before" },
  { value: "after", label: "After" },
  { value: "defect", label: "Defect" },
  { value: "other", label: "Other" },
] as const;
export type PhotoKind = (typeof PHOTO_KINDS)[number]["value"];

export function attachPhoto(phone: Phone, visit: DayVisit, kind: PhotoKind, picture: Picture): Recorded {
  const clientUuid = newId();
  const label = `Photo (${kind}) · ${place(visit)}`;
  return phone.record(
    {
      type: "attach_photo",
      payload: {
        visit_id: visit.id,
        client_uuid: clientUuid,
        kind,
        sha256: picture.sha256,
        size: picture.bytes.byteLength,
        content_type: picture.contentType,
      },
      label,
    },
    { ...picture, clientUuid, visitId: visit.id, label },
  );
}

export function signVisit(
  phone: Phone,
  visit: DayVisit,
  signed: { name: string; role: string; refusalReason: string; picture: Picture | null },
): Recorded {
  const clientUuid = newId();
  const label = `Signature of ${signed.name || "the customer"} · ${place(visit)}`;
  return phone.record(
    {
      type: "sign_visit",
      payload: {
        visit_id: visit.id,
        client_uuid: clientUuid,
        name: signed.name,
        role: signed.role,
        refusal_reason: signed.refusalReason,
        sha256: signed.picture?.sha256 ?? null,
      },
      label: signed.picture ? label : `No signature: ${signed.refusalReason} · ${place(visit)}`,
    },
    signed.picture ? { ...signed.picture, clientUuid, visitId: visit.id, label } : undefined,
  );
}

export const answerChecklist = (phone: Phone, visit: DayVisit, item: ChecklistItem, value: string): Recorded =>
  phone.record({
    type: "answer_checklist",
    payload: { visit_id: visit.id, item_id: item.id, value },
    label: `${item.text} ${value} · ${place(visit)}`,
  });

export const acknowledgeHazard = (phone: Phone, visit: DayVisit, hazard: Hazard): Recorded =>
  phone.record({
    type: "acknowledge_hazard",
    payload: { visit_id: visit.id, hazard_id: hazard.id },
    label: `Read: ${hazard.title} · ${place(visit)}`,
  });
