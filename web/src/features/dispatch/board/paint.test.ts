import { expect, test } from "vitest";

import type { Prediction } from "../api/list-predictions";
import { at } from "./fixtures";
import { lateChip } from "./paint";

const likely = (late_s: number, outside_promise = false): Prediction => ({
  visit_id: 1,
  technician_id: 1,
  starts_at: at("10:00"),
  arrives_at: at("10:00"),
  ends_at: at("11:00"),
  late_s,
  outside_promise,
});

test("a few minutes are no delay, more is said, and a promise that would be broken always", () => {
  expect(lateChip(undefined)).toBeNull();
  expect(lateChip(likely(299))).toBeNull();
  expect(lateChip(likely(1500))).toEqual({ text: "+25 min", level: "delay" });
  expect(lateChip(likely(120, true))).toEqual({ text: "+2 min", level: "late" });
});
