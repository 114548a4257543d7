import { expect, test } from "vitest";

import { changed } from "./record";

test("a change holds what differs, and clearing is a change to null", () => {
  const before = { name: "Elm", terms_days: 30, tax_id: null, windows: [{ weekday: 0 }] };
  expect(changed(before, { ...before })).toEqual({});
  expect(changed(before, { ...before, name: "Oak", windows: [] })).toEqual({ name: "Oak", windows: [] });
  expect(changed({ parent_id: 3 }, { parent_id: null })).toEqual({ parent_id: null });
});
