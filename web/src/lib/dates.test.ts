import { expect, test } from "vitest";

import { addDays, clockTime, countdown, dateIn, dateTime, duration, instantAt, whichOfTwo } from "./dates";

const BOSTON = "America/New_York";

test("an instant is shown on the clock of the named zone", () => {
  expect(clockTime("2026-06-15T12:00:00Z", BOSTON)).toBe("08:00");
  expect(clockTime("2026-01-15T05:00:00Z", BOSTON)).toBe("00:00");
  expect(dateIn("2026-06-16T02:00:00Z", BOSTON)).toBe("2026-06-15");
});

test("a wall time becomes the right instant on both sides of a clock change", () => {
  // 8 March 2026: 02:00 EST becomes 03:00 EDT.
  expect(new Date(instantAt("2026-03-08", "01:30", BOSTON)).toISOString()).toBe("2026-03-08T06:30:00.000Z");
  expect(new Date(instantAt("2026-03-08", "08:00", BOSTON)).toISOString()).toBe("2026-03-08T12:00:00.000Z");
  // 02:30 is skipped and read with the offset before the gap: 03:30 EDT.
  expect(new Date(instantAt("2026-03-08", "02:30", BOSTON)).toISOString()).toBe("2026-03-08T07:30:00.000Z");
  // 1 November 2026: 01:30 happens twice; the earlier (EDT) is meant.
  expect(new Date(instantAt("2026-11-01", "01:30", BOSTON)).toISOString()).toBe("2026-11-01T05:30:00.000Z");
});

test("a time that comes twice says which of the two it is", () => {
  // 25 October 2026: at 02:00 BST it is 01:00 GMT.
  expect(dateTime("2026-10-25T00:20:00Z", "Europe/London")).toBe("Oct 25, 01:20 BST");
  expect(dateTime("2026-10-25T01:20:00Z", "Europe/London")).toBe("Oct 25, 01:20 GMT");
  expect(dateTime("2026-10-24T23:59:00Z", "Europe/London")).toBe("Oct 25, 00:59");
  expect(dateTime("2026-10-25T02:00:00Z", "Europe/London")).toBe("Oct 25, 02:00");
  // Only half an hour comes twice there: at 02:00 it is 01:30.
  const twice = ["14:29", "14:30", "14:59", "15:00", "15:29", "15:30"].map((at) => whichOfTwo(`2026-04-04T${at}:00Z`, "Australia/Lord_Howe"));
  expect(twice).toEqual([null, "first", "first", "second", "second", null]);
  // Nothing comes twice where the clocks go forward.
  expect(whichOfTwo("2026-03-29T00:30:00Z", "Europe/London")).toBeNull();
});

test("durations read as people say them", () => {
  expect(duration(4500)).toBe("1 h 15 min");
  expect(duration(3600)).toBe("1 h");
  expect(duration(-720)).toBe("−12 min");
  expect(countdown(11_400)).toBe("3:10");
  expect(countdown(-720)).toBe("−0:12");
  expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
});
