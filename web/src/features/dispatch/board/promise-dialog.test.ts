import { expect, test } from "vitest";

import { windowAround } from "./promise-dialog";

const around = (startsAt: string, zone: string) => windowAround({ startsAt, windowStartsAt: "2026-06-15T09:00:00Z", windowEndsAt: "2026-06-15T11:00:00Z", zone });

test("another window is as wide as the former one and begins with the full hour, where the site is", () => {
  expect(around("2026-06-15T13:20:00Z", "UTC")).toEqual({ from: "2026-06-15T13:00:00.000Z", to: "2026-06-15T15:00:00.000Z" });
  expect(around("2026-06-15T13:20:00Z", "Asia/Kolkata")).toEqual({ from: "2026-06-15T12:30:00.000Z", to: "2026-06-15T14:30:00.000Z" });
  expect(around("2026-06-15T22:40:00Z", "UTC")).toEqual({ from: "2026-06-15T22:00:00.000Z", to: "2026-06-16T00:00:00.000Z" });
  // Half past one comes twice that night: the window lies around the one that is meant.
  expect(around("2026-10-25T01:30:00Z", "Europe/London")).toEqual({ from: "2026-10-25T01:00:00.000Z", to: "2026-10-25T03:00:00.000Z" });
});
