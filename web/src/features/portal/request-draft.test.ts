// @vitest-environment happy-dom
import { expect, test } from "vitest";

import { dropDraft, faultsOf, keepDraft, readDraft } from "./request-draft";

test("a request needs words, a name and a way to answer", () => {
  dropDraft();
  expect(faultsOf(readDraft())).toEqual({
    description: "Say in a few words what is wrong.",
    contact_name: "Whom may we ask for?",
    contact_phone: "A phone number or an e-mail address, so that we can answer.",
  });
  const full = { ...readDraft(), description: "No heat", contact_name: "M. Jones", contact_email: "m@example.org" };
  expect(faultsOf(full)).toEqual({});
  expect(faultsOf({ ...full, contact_email: "m@example" })).toEqual({
    contact_email: "This does not look like an e-mail address.",
  });
  expect(faultsOf({ ...full, contact_phone: "12" })).toEqual({ contact_phone: "This number looks too short." });
});

test("a reload in the middle keeps the words and the id under which they are sent once", () => {
  dropDraft();
  const draft = { ...readDraft(), description: "Water from the ceiling" };
  keepDraft(draft);
  expect(readDraft()).toEqual(draft);
  dropDraft();
  expect(readDraft().client_uuid).not.toBe(draft.client_uuid);
});
