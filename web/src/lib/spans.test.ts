import { expect, test } from "vitest";

import { spanText } from "./spans";

test("whole hours are told as hours, days as what they are", () => {
  expect(spanText(240, "elapsed_minutes")).toBe("4 hours");
  expect(spanText(60, "working_minutes")).toBe("1 working hour");
  expect(spanText(90, "working_minutes")).toBe("90 working minutes");
  expect(spanText(1, "working_days")).toBe("1 working day");
  expect(spanText(30, "calendar_days")).toBe("30 calendar days");
});
