import { expect, test } from "vitest";

import { BusinessClock } from "./clock";

test("business time runs at the server's rate from the server's now", () => {
  let real = 1_000;
  const clock = new BusinessClock("2026-06-15T11:30:00Z", 30, () => real);
  expect(new Date(clock.now()).toISOString()).toBe("2026-06-15T11:30:00.000Z");
  real += 2_000; // two real seconds are one business minute at 30×
  expect(new Date(clock.now()).toISOString()).toBe("2026-06-15T11:31:00.000Z");
  clock.set("2026-06-15T12:00:00Z", 1);
  real += 60_000;
  expect(new Date(clock.now()).toISOString()).toBe("2026-06-15T12:01:00.000Z");
});
