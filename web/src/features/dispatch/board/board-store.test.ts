import { expect, test, vi } from "vitest";

import { BoardStore } from "./board-store";
import { absence, ms, offer, placed, technician, TRAVEL, visit } from "./fixtures";
import type { BoardFrame, Row } from "./types";

const WINDOW = { from: ms("00:00"), to: ms("00:00") + 86_400_000 };
const load = (rows: Row[]) =>
  new BoardStore({ technicians: [technician(1), technician(2)], rows, travel: TRAVEL }, WINDOW, (flush) => flush());

const BEFORE: Row[] = [visit(1), placed(2, 1, "09:00", "10:00"), placed(3, 2, "09:00", "10:00"), absence(1, 2, "12:00", "13:00")];
const without = (key: string) => BEFORE.filter((row) => `${row.kind}:${row.id}` !== key);

// What happened · the event · the rows a fresh load would answer afterwards.
const CASES: [string, BoardFrame, Row[]][] = [
  ["placed from the queue", { rows: [placed(1, 1, "11:00", "12:00", { version: 2 })] }, [...without("visit:1"), placed(1, 1, "11:00", "12:00", { version: 2 })]],
  ["given to another technician", { rows: [placed(2, 2, "14:00", "15:00", { version: 2 })] }, [...without("visit:2"), placed(2, 2, "14:00", "15:00", { version: 2 })]],
  ["unscheduled", { rows: [visit(2, { version: 2 })] }, [...without("visit:2"), visit(2, { version: 2 })]],
  ["started", { rows: [placed(2, 1, "09:00", "10:00", { status: "working", version: 5 })] }, [...without("visit:2"), placed(2, 1, "09:00", "10:00", { status: "working", version: 5 })]],
  ["canceled in the queue", { rows: [visit(1, { status: "canceled", version: 2 })] }, without("visit:1")],
  ["canceled on a lane", { rows: [placed(2, 1, "09:00", "10:00", { status: "canceled", version: 2 })] }, without("visit:2")],
  ["moved to another day", { rows: [placed(2, 1, "09:00", "10:00", { version: 2, starts_at: "2026-06-17T09:00:00Z", ends_at: "2026-06-17T10:00:00Z" })] }, without("visit:2")],
  ["raised", { rows: [visit(8, { due_at: "2026-06-15T11:00:00Z" })] }, [...BEFORE, visit(8, { due_at: "2026-06-15T11:00:00Z" })]],
  ["absence recorded", { rows: [absence(2, 1, "13:00", "17:00")] }, [...BEFORE, absence(2, 1, "13:00", "17:00")]],
  ["absence withdrawn", { gone: [{ kind: "absence", id: 1 }] }, without("absence:1")],
  ["time held for a customer", { rows: [offer(1, 1, "13:00", "14:00")] }, [...BEFORE, offer(1, 1, "13:00", "14:00")]],
  ["visit no longer to be seen", { gone: [{ kind: "visit", id: 3 }] }, without("visit:3")],
];

test.each(CASES)("load, then the event %s, equals a fresh load", (_name, frame, after) => {
  const store = load(BEFORE);
  store.apply(frame);
  expect(store.snapshot()).toEqual(load(after).snapshot());
});

test.each(CASES)("the event %s applied twice is as applied once", (_name, frame, after) => {
  const store = load(BEFORE);
  store.apply(frame);
  store.apply(frame);
  expect(store.snapshot()).toEqual(load(after).snapshot());
});

test("an event older than what is shown changes nothing", () => {
  const store = load([placed(2, 1, "09:00", "10:00", { version: 4 })]);
  store.apply({ rows: [placed(2, 2, "14:00", "15:00", { version: 3 })] });
  expect(store.lane(1).bars.map((bar) => bar.key)).toEqual(["visit:2"]);
  expect(store.lane(2).bars).toEqual([]);
});

test("only the lanes that changed are told, once a frame", () => {
  const flushes: (() => void)[] = [];
  const store = new BoardStore({ technicians: [technician(1), technician(2)], rows: BEFORE, travel: TRAVEL }, WINDOW, (flush) => flushes.push(flush));
  const one = vi.fn();
  const two = vi.fn();
  const queue = vi.fn();
  store.subscribeLane(1, one);
  store.subscribeLane(2, two);
  store.subscribeQueue(queue);
  store.apply({ rows: [placed(2, 1, "09:15", "10:15", { version: 2 })] });
  store.apply({ rows: [placed(2, 1, "09:30", "10:30", { version: 3 })] });
  expect(flushes).toHaveLength(1);
  flushes[0]?.();
  expect([one.mock.calls.length, two.mock.calls.length, queue.mock.calls.length]).toEqual([1, 0, 0]);
  expect([...store.changed]).toEqual(["visit:2"]);
});

test("what was shown ahead of a refusal goes back, unless the server has said something newer", () => {
  const store = load(BEFORE);
  const fresh = store.snapshot();
  const back = store.show(placed(1, 1, "11:00", "12:00"));
  expect(store.lane(1).bars.map((bar) => bar.key)).toEqual(["visit:2", "visit:1"]);
  expect(store.queue).toEqual([]);
  back();
  expect(store.snapshot()).toEqual(fresh);

  const again = store.show(placed(1, 1, "11:00", "12:00"));
  store.apply({ rows: [placed(1, 2, "15:00", "16:00", { version: 2 })] });
  again();
  expect(store.lane(2).bars.map((bar) => bar.key)).toEqual(["visit:3", "absence:1", "visit:1"]);
});

test("the load counts work and travel against the shift less the absence", () => {
  const lane = load(BEFORE).lane(2);
  // 08–17 less one hour of absence = 8 h; one visit of 1 h with 15 min of travel.
  expect([lane.shiftS, lane.workS, lane.travelS]).toEqual([28_800, 3600, 900]);
});

test("the queue is sorted by what is due first", () => {
  const store = load([visit(1), visit(2, { due_at: "2026-06-15T15:00:00Z" }), visit(3, { due_at: "2026-06-15T11:00:00Z" })]);
  expect(store.queue.map((row) => row.id)).toEqual([3, 2, 1]);
});

test("a technician's changes arrive as an event, and his leaving takes his row away", () => {
  const store = load(BEFORE);
  store.apply({ rows: [technician(2, { version: 2, name: "Another Name", shifts: [{ starts_at: "2026-06-15T10:00:00Z", ends_at: "2026-06-15T14:00:00Z" }] })] });
  expect(store.technicians.map((one) => one.name)).toEqual(["Another Name", "Technician 1"]);
  // 10–14 less the absence 12–13.
  expect([store.lane(2).shiftS, store.lane(2).bars.length]).toEqual([10_800, 2]);
  store.apply({ rows: [technician(3)] });
  expect(store.lane(3).bars).toEqual([]);
  store.apply({ gone: [{ kind: "technician", id: 2 }] });
  expect(store.technicians.map((one) => one.id)).toEqual([1, 3]);
});

test("shifts told around today do not replace those of a board further off", () => {
  const store = load(BEFORE);
  store.apply({ rows: [technician(1, { version: 2, shifts: [], shifts_from: "2026-05-01T00:00:00Z", shifts_to: "2026-05-08T00:00:00Z" })] });
  expect(store.lane(1).shiftS).toBe(32_400);
});
