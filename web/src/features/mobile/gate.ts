/** What still stands between a visit and its end, so that the technician hears it before he has left the site. */
import type { DayVisit } from "./day";

const THERE: ReadonlySet<string> = new Set(["on_site", "working", "paused"]);

/** How many people are still missing before work may begin, as far as this phone knows; who starts is there. */
export function missingPeople(visit: DayVisit): number {
  if (visit.crew_size === 1 || visit.status !== "on_site") return 0;
  const lead = visit.crew.find((one) => one.is_lead);
  // The lead has begun already: he said why, or the others were there.
  if (visit.part === "member" && (lead?.status === "working" || lead?.status === "paused")) return 0;
  return Math.max(0, visit.crew_size - visit.crew.filter((one) => THERE.has(one.status)).length);
}

export interface Missing {
  what: "hazards" | "checklist" | "summary" | "signature";
  sentence: string;
}

export const openHazards = (visit: DayVisit) =>
  visit.site.hazards.filter((one) => one.must_acknowledge && !one.acknowledged_at);

export const openQuestions = (visit: DayVisit) =>
  visit.checklist.filter((item) => item.required && (item.value === null || item.value === ""));

const many = (count: number, one: string, more: string) => (count === 1 ? `1 ${one}` : `${count} ${more}`);

/** The server has the last word; this says the same earlier. */
export function missingForCompletion(visit: DayVisit, summary: string): Missing[] {
  const missing: Missing[] = [];
  const hazards = openHazards(visit).length;
  if (hazards > 0)
    missing.push({ what: "hazards", sentence: `${many(hazards, "hazard is", "hazards are")} not acknowledged.` });
  const questions = openQuestions(visit).length;
  if (questions > 0)
    missing.push({ what: "checklist", sentence: `${many(questions, "question", "questions")} of the checklist to answer.` });
  if (!summary.trim()) missing.push({ what: "summary", sentence: "Say in a few words what was done." });
  if (!visit.signature) missing.push({ what: "signature", sentence: "A signature, or why there is none." });
  return missing;
}
