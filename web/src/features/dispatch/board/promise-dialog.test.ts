import { expect, test } from "vitest";

import { windowAround } from "./promise-dialog";

const around = (startsAt: string, zone: string) => windowAround({ startsAt, windowStartsAt: "2026-06-15T09:00:00Z", windowEndsAt: "2026-06-15T11:00:00Z", zone });

test("another window is as wide as the former one and begins with the full hour, where the site is", () => {
  expect(around("2026-06-15T13:20:00Z", "UTC")).toEqual({ from: "13:00", to: "15:00" });
  expect(around("2026-06-15T13:20:00Z", "Asia/Kolkata")).toEqual({ from: "18:00", to: "20:00" });
  expect(around("2026-06-15T22:40:00Z", "UTC")).toEqual({ from: "22:00", to: "00:00" });
});
