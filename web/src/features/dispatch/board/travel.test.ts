import { expect, test } from "vitest";

import { leg, straightMeters } from "./travel";

const ESTIMATE = { base_s: 50, s_per_m: 0.1076 };
const STATE_HOUSE = { lat: 42.3581, lon: -71.0638 };
const LOGAN = { lat: 42.3656, lon: -71.0096 };

test("a leg is the base plus the straight meters", () => {
  expect(Math.round(straightMeters(STATE_HOUSE, LOGAN))).toBe(4531);
  expect(leg(STATE_HOUSE, LOGAN, ESTIMATE)).toBe(537); // 50 + 0.1076 × 4531 = 537.5
});

test("the same place is no drive, an unlocated place is unknown", () => {
  expect(leg(LOGAN, { ...LOGAN }, ESTIMATE)).toBe(0);
  expect(leg(LOGAN, { lat: null, lon: null }, ESTIMATE)).toBeNull();
  expect(leg(null, LOGAN, ESTIMATE)).toBeNull();
});
