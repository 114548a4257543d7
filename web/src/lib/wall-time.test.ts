import { expect, test } from "vitest";

import { choicesOf, insteadOf, instantOf, isOpen, NO_TIME, wallTimeOf } from "./wall-time";

const LONDON = "Europe/London";
const NEW_YORK = "America/New_York";
const typed = (text: string) => ({ text, which: null });

test("rule 3: a time that comes twice is no instant until somebody says which", () => {
  // 25 October 2026: at 02:00 BST it is 01:00 GMT.
  const wall = typed("2026-10-25T01:20");
  expect(choicesOf(wall, LONDON)).toEqual([
    { which: "first", label: "01:20 BST" },
    { which: "second", label: "01:20 GMT" },
  ]);
  expect([instantOf(wall, LONDON), isOpen(wall, LONDON)]).toEqual([null, true]);
  expect(isOpen({ ...wall, which: "first" }, LONDON)).toBe(false);
  expect(instantOf({ ...wall, which: "first" }, LONDON)).toBe("2026-10-25T00:20:00.000Z");
  expect(instantOf({ ...wall, which: "second" }, LONDON)).toBe("2026-10-25T01:20:00.000Z");
  // The same words at another place come once.
  expect(choicesOf(wall, NEW_YORK)).toEqual([]);
  expect(instantOf(wall, NEW_YORK)).toBe("2026-10-25T05:20:00.000Z");
});

test("rule 3: the hour that comes twice begins and ends on the minute", () => {
  const asked = ["00:59", "01:00", "01:59", "02:00"].map((time) => choicesOf(typed(`2026-10-25T${time}`), LONDON).length);
  expect(asked).toEqual([0, 2, 2, 0]);
  // Only half an hour comes twice there: at 02:00 it is 01:30.
  const half = ["01:29", "01:30", "01:59", "02:00"].map((time) => choicesOf(typed(`2026-04-05T${time}`), "Australia/Lord_Howe").length);
  expect(half).toEqual([0, 2, 2, 0]);
});

test("rule 3: a time that the clocks skip says what is used instead, by the offset before the gap", () => {
  // 29 March 2026: at 01:00 GMT it is 02:00 BST.
  expect(insteadOf(typed("2026-03-29T01:30"), LONDON)).toBe("02:30 BST");
  expect(instantOf(typed("2026-03-29T01:30"), LONDON)).toBe("2026-03-29T01:30:00.000Z");
  expect([insteadOf(typed("2026-03-29T00:59"), LONDON), insteadOf(typed("2026-03-29T02:00"), LONDON)]).toEqual([null, null]);
  // West of Greenwich too: 02:30 EST is 03:30 EDT.
  expect(insteadOf(typed("2026-03-08T02:30"), NEW_YORK)).toBe("03:30 EDT");
  expect(instantOf(typed("2026-03-08T02:30"), NEW_YORK)).toBe("2026-03-08T07:30:00.000Z");
});

test("what is half typed is no instant", () => {
  expect([instantOf(NO_TIME, LONDON), insteadOf(NO_TIME, LONDON), choicesOf(NO_TIME, LONDON)]).toEqual([null, null, []]);
});

test("an instant comes back as it was, the second of two as well", () => {
  for (const at of ["2026-10-25T00:20:00.000Z", "2026-10-25T01:20:00.000Z", "2026-10-25T02:20:00.000Z"]) {
    expect(instantOf(wallTimeOf(at, LONDON), LONDON)).toBe(at);
  }
});
