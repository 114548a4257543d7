import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { sha256ByHand } from "./sha256";

test("the hash by hand is the hash of the standard, over every length around a block", () => {
  expect(sha256ByHand(new TextEncoder().encode("abc"))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_one, index) => (index * 31 + length) % 256);
    expect(sha256ByHand(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});
