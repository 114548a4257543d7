import { expect, test } from "vitest";

import { fromMinor, money, toMinor, unitPrice } from "./money";

test("each currency keeps its own number of digits", () => {
  expect(money(123456, "USD")).toBe("$1,234.56");
  expect(money(1234, "JPY")).toBe("¥1,234");
  expect(fromMinor(1205, "USD")).toBe("12.05");
  expect(fromMinor(1205, "JPY")).toBe("1205");
});

test("typed amounts become exact minor units or nothing", () => {
  expect(toMinor("19.99", "USD")).toBe(1999);
  expect(toMinor("1,234.5", "USD")).toBe(123450);
  expect(toMinor("-3", "USD")).toBe(-300);
  expect(toMinor("1.999", "USD")).toBeNull();
  expect(toMinor("12.5", "JPY")).toBeNull();
  expect(toMinor("twelve", "USD")).toBeNull();
});

test("a price of one keeps the digits that say something", () => {
  expect(unitPrice("18.4000")).toBe("18.40");
  expect(unitPrice("0.0125")).toBe("0.0125");
  expect(unitPrice(95)).toBe("95.00");
});
