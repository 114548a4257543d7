import { expect, test } from "vitest";

import { backupAge } from "./keep-banner";

const now = Date.parse("2026-11-22T12:00:00Z");
const keep = (taken_at: string) => ({
  last_backup: { taken_at, folder: "/b", size: 1, files: 1, missing_files: 0, proven_at: null },
  is_backup_overdue: false,
  is_mute: false,
  muted_at: null,
  restored_from_at: null,
});

test.each([
  ["2026-11-22T11:30:00Z", "Backup less than an hour ago"],
  ["2026-11-22T09:00:00Z", "Backup 3 h ago"],
  ["2026-11-20T12:00:00Z", "Backup 2 days ago"],
])("a backup of %s", (taken_at, words) => {
  expect(backupAge(keep(taken_at), now)).toBe(words);
});

test("none at all", () => {
  expect(backupAge({ ...keep(""), last_backup: null }, now)).toBe("No backup yet");
});
