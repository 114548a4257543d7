import { expect, test } from "vitest";

import { weeklyText } from "./weekly-hours";

const day = (weekday: number, opens: string, closes: string) => ({ weekday, opens, closes });

test("days with the same hours are told together", () => {
  const week = [0, 1, 2, 3, 4].map((weekday) => day(weekday, "08:00:00", "17:00:00"));
  expect(weeklyText(week, "opens", "closes")).toBe("Mon–Fri 08:00–17:00");
  expect(weeklyText([day(0, "12:00", "17:00"), day(2, "12:00", "17:00"), day(5, "22:00", "06:00")], "opens", "closes")).toBe(
    "Mon, Wed 12:00–17:00, Sat 22:00–06:00",
  );
});
