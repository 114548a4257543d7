/** What happened to a work order, in order: who said it, when it was, and by what way it was told. */
import { Text, Timeline } from "@mantine/core";

import { STATUS, type VisitStatus } from "@/components/visit-status";
import { clockName, clockTime, shortDate } from "@/lib/dates";
import { personName } from "@/lib/people";

import type { WorkOrder } from "../api/get-work-order";

const words = (name: string): string => name.replaceAll("_", " ");
const DONE: Record<string, string> = {
  schedule: "scheduled",
  unschedule: "taken off the plan",
  dispatch: "dispatched to the phone",
  withdraw: "taken off the phone",
  depart: "left for the site",
  arrive: "arrived",
  start: "started work",
  pause: "paused",
  resume: "resumed",
  complete: "completed",
  stop: "stopped with work left",
  report_no_access: "found no access",
  cancel: "canceled",
  create: "drafted",
  draft: "drafted",
  accept: "accepted",
  reject: "rejected",
  receive: "received",
  breach: "was due and nobody was there",
  meet: "kept its time",
  miss: "came too late",
  credit: "was in time after all, as evidence that came later shows",
  correct: "was in time after all, the office found",
  correct_missed: "came too late, the office found",
  restart: "runs on: more work was found",
  restart_missed: "runs on: more work was found",
  replace: "has another due time",
  leave: "left; others go on",
  remove: "is taken off",
  promote: "leads from now on",
};

/** What a clock is called in the history: it is not drafted, it runs. */
const CLOCKS = ["Response", "Make Safe", "Resolution"];

interface Line {
  at: string;
  icon: string;
  status: string;
  title: string;
  by: string;
  text: string;
}

/** Who said it: “by Ada for Tariq” when the office made the step of a technician. */
function saidBy({ actor, source_kind, facts }: WorkOrder["history"][number]): string {
  if (facts["on_behalf"] === true) return `by ${personName(actor)} for ${String(facts["technician"] ?? "") || "the technician"}`;
  return `${personName(actor)}${source_kind ? `, by ${words(source_kind)}` : ""}`;
}

/** How the first line of a request, of a clock or of one who goes along is put. */
function began({ subject, move, to_status: status }: WorkOrder["history"][number]): string | null {
  if (status === "missed" && move === "miss" && !CLOCKS.includes(subject)) return "never came";
  if (move !== "draft" && move !== "create") return null;
  if (status === "assigned") return "goes along";
  if (subject.startsWith("R-")) return "received";
  return CLOCKS.includes(subject) ? "is promised" : null;
}

/** The moves of request and visits together with holds, notes and approval. */
export function linesOf(order: WorkOrder): Line[] {
  const lines: Line[] = order.history.map((step) => ({
    at: step.at,
    icon: STATUS[step.to_status as VisitStatus]?.icon ?? "•",
    status: step.to_status,
    title: `${step.subject.replace("Make Safe", "Make safe")} ${began(step) ?? DONE[step.move] ?? words(step.move)}`,
    by: saidBy(step),
    text: step.reason,
  }));
  const say = (at: string | null, title: string, by: string, text: string, icon: string) => {
    if (at) lines.push({ at, icon, status: "draft", title, by: personName(by), text });
  };
  for (const hold of order.holds) {
    say(hold.opened_at, `Waits for ${hold.kind}`, hold.opened_by, hold.reason, "❚");
    say(hold.lifted_at, `No longer waits for ${hold.kind}`, hold.lifted_by, "", "▷");
  }
  for (const note of order.notes) say(note.at, "Note", note.author, note.text, "✎");
  for (const part of order.parts) say(part.at, `Used ${Number(part.quantity)} × ${part.description}`, part.by, part.void_reason && `taken out: ${part.void_reason}`, "⊕");
  for (const photo of order.photos) say(photo.at, `Photo (${photo.kind})`, photo.by, photo.caption, "▣");
  for (const one of order.signatures) say(one.at, one.refusal_reason ? "Signature refused" : `Signed by ${one.name}`, one.by, one.refusal_reason || words(one.role), "✍");
  say(order.approved_at, "Approved", order.approved_by, "", "✓");
  say(order.canceled_at, "Work order canceled", "", order.cancel_reason, "✕");
  // The latest first; of one instant what was told last, too.
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).reverse();
}

export function History({ order }: { order: WorkOrder }) {
  const lines = linesOf(order);
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing has happened yet.
      </Text>
    );
  return (
    <Timeline bulletSize={20} lineWidth={1} styles={{ item: { marginTop: 8, paddingBottom: 0 } }}>
      {lines.map((line, index) => (
        <Timeline.Item
          key={`${line.at}.${index}`}
          bullet={
            <span aria-hidden="true" style={{ fontSize: 10 }}>
              {line.icon}
            </span>
          }
          title={
            <Text size="sm" fw={560}>
              {line.title}
            </Text>
          }
        >
          {line.text && <Text size="sm">{line.text}</Text>}
          <Text size="xs" c="dimmed">
            {shortDate(line.at, order.zone)} {clockTime(line.at, order.zone)} {clockName(line.at, order.zone)}
            {line.by && ` · ${line.by}`}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
