import { expect, test } from "vitest";

import { BoardStore } from "./board-store";
import { checkLocally } from "./check";
import { absence, DAY, ms, offer, placed, technician, TRAVEL, visit } from "./fixtures";

const WINDOW = { from: ms("00:00"), to: ms("00:00") + 86_400_000 };
const laneWith = (...rows: Parameters<typeof store>) => store(...rows).lane(1);
function store(...rows: ConstructorParameters<typeof BoardStore>[0]["rows"]) {
  return new BoardStore({ technicians: [technician(1)], rows, travel: TRAVEL }, WINDOW);
}

// A 60-minute visit with 15 minutes of travel; the shift is 08:00–17:00; now is 08:30.
test.each([
  ["free and inside the shift", laneWith(), "10:00", {}, []],
  ["before now", laneWith(), "08:15", {}, ["in_the_past"]],
  ["past the end of the shift", laneWith(), "16:15", {}, ["outside_shift"]],
  ["exactly up to the end of the shift", laneWith(), "16:00", {}, []],
  ["on another visit", laneWith(placed(9, 1, "10:30", "11:30")), "10:00", {}, ["overlap"]],
  ["touching the visit before, no time to travel", laneWith(placed(9, 1, "09:00", "10:00")), "10:00", {}, ["travel_gap"]],
  ["a quarter of an hour after it", laneWith(placed(9, 1, "09:00", "10:00")), "10:15", {}, []],
  ["into the travel of the next visit", laneWith(placed(9, 1, "11:10", "12:00")), "10:00", {}, ["travel_gap"]],
  ["during an absence", laneWith(absence(1, 1, "09:00", "12:00")), "11:30", {}, ["absent"]],
  ["without the skill", laneWith(), "10:00", { skills: ["lift"] }, ["skill_missing"]],
  ["before the window opens", laneWith(), "10:00", { window_starts_at: `${DAY}T10:15:00Z` }, ["outside_window"]],
  ["arriving as the window closes", laneWith(), "10:00", { window_ends_at: `${DAY}T10:00:00Z` }, []],
] as const)("%s", (_name, lane, start, more, expected) => {
  expect(checkLocally(visit(1, { ...more, skills: [...("skills" in more ? more.skills : ["gas"])] }), lane, ms(start), ms("08:30"), TRAVEL)).toEqual(expected);
});

test("a held time is in everybody's way but its own visit's, until it lapses", () => {
  const lane = laneWith(offer(1, 1, "10:30", "11:30"));
  expect(checkLocally(visit(1), lane, ms("10:00"), ms("08:59"), TRAVEL)).toEqual(["overlap"]);
  expect(checkLocally(visit(9), lane, ms("10:00"), ms("08:59"), TRAVEL)).toEqual([]);
  expect(checkLocally(visit(1), lane, ms("10:00"), ms("09:00"), TRAVEL)).toEqual([]);
});

test("a visit does not overlap itself when it is moved a little", () => {
  const moved = placed(1, 1, "10:00", "11:00");
  expect(checkLocally(moved, laneWith(moved), ms("10:15"), ms("08:30"), TRAVEL)).toEqual([]);
});
