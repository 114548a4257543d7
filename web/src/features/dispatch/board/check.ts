/**
 * What can be told about a drop without the server: shown as provisional until the judge has answered.
 *
 * Only rule codes come out of here; sentences, and the last word, are the server's.
 */
import type { Lane } from "./board-store";
import { leg, type Place, type TravelEstimate } from "./travel";
import { isShown, type VisitRow } from "./types";

export type LocalRule =
  | "overlap"
  | "absent"
  | "outside_shift"
  | "skill_missing"
  | "outside_window"
  | "in_the_past"
  | "travel_gap";

export const LOCAL_RULE_LABEL: Record<LocalRule, string> = {
  overlap: "overlaps",
  absent: "absent",
  outside_shift: "outside the shift",
  skill_missing: "skill missing",
  outside_window: "outside the window",
  in_the_past: "in the past",
  travel_gap: "travel is tight",
};

/** The rules a visit would break at this start on this lane, the worst first. */
export function checkLocally(visit: VisitRow, lane: Lane, start: number, now: number, estimate: TravelEstimate): LocalRule[] {
  const broken: LocalRule[] = [];
  const end = start + visit.duration_s * 1000;
  if (start < now) broken.push("in_the_past");
  if (visit.skills.some((skill) => !lane.technician.skills.includes(skill))) broken.push("skill_missing");
  if (lane.absent.some((gap) => gap.start < end && start < gap.end)) broken.push("absent");
  let before: { end: number; place: Place } | null = null;
  let after: { start: number; place: Place } | null = null;
  for (const bar of lane.bars) {
    // Where he would have to be for a held time, the board does not know.
    if (bar.row.kind === "offer" && bar.row.visit_id !== visit.id && isShown(bar.row, now) && bar.start < end && start < bar.end) {
      broken.push("overlap");
      break;
    }
    if (bar.row.kind !== "visit" || bar.row.id === visit.id) continue;
    if (bar.start < end && start < bar.end) {
      broken.push("overlap");
      break;
    }
    if (bar.end <= start) before = { end: bar.end, place: bar.row };
    else after ??= { start: bar.start, place: bar.row };
  }
  if (!lane.shifts.some((shift) => shift.start <= start && end <= shift.end)) broken.push("outside_shift");
  if (visit.window_starts_at && start < new Date(visit.window_starts_at).getTime()) broken.push("outside_window");
  else if (visit.window_ends_at && start > new Date(visit.window_ends_at).getTime()) broken.push("outside_window");
  if (!broken.includes("overlap")) {
    const there = before && (leg(before.place, visit, estimate) ?? 0) * 1000;
    const onward = after && (leg(visit, after.place, estimate) ?? 0) * 1000;
    if ((before && before.end + (there ?? 0) > start) || (after && end + (onward ?? 0) > after.start)) broken.push("travel_gap");
  }
  return broken;
}
