import { expect, test } from "vitest";

import { segmentsOf } from "./week-picture";

test("a lunch break is a gap, a night goes on the next morning, also from Sunday to Monday", () => {
  const week = segmentsOf([
    { weekday: 0, opens: "13:00:00", closes: "17:00:00" },
    { weekday: 0, opens: "09:00", closes: "12:00" },
    { weekday: 6, opens: "22:00", closes: "06:00" },
    { weekday: 3, opens: "00:00", closes: "00:00" },
  ]);
  expect(week[0]).toEqual([
    [0, 360],
    [540, 720],
    [780, 1020],
  ]);
  expect(week[6]).toEqual([[1320, 1440]]);
  expect(week[3]).toEqual([[0, 1440]]);
  expect(week[4]).toEqual([]);
});
