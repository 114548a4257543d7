// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";

import { get, post, urlOf } from "./client";
import { Problem } from "./problem";

const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

test("paths and queries are filled in and escaped", () => {
  expect(urlOf("/api/visits/{visit_id}/place", { path: { visit_id: 7 } })).toBe("/api/visits/7/place");
  expect(urlOf("/api/sites", { query: { search: "a&b", page: 2, located: undefined, x: "" } })).toBe("/api/sites?search=a%26b&page=2");
  expect(urlOf("/api/work-orders", { query: { status: ["completed", "approved"], page: 1 } })).toBe("/api/work-orders?status=completed&status=approved&page=1");
  expect(() => urlOf("/api/visits/{visit_id}")).toThrow("needs visit_id");
});

test("a refusal becomes a Problem with its code, facts and remedy", async () => {
  const body = { code: "placement_refused", title: "Not allowed", detail: "She is absent.", facts: { broken: [] }, what_to_do: "Choose another." };
  vi.spyOn(globalThis, "fetch").mockResolvedValue(answer(409, body));
  const problem = await post("/api/visits/1/place", { body: {} }).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ status: 409, code: "placement_refused", message: "She is absent.", whatToDo: "Choose another." });
});

test("a write whose answer was lost is asked again under the same key, once", async () => {
  const fetched = vi
    .spyOn(globalThis, "fetch")
    .mockRejectedValueOnce(new TypeError("network"))
    .mockResolvedValueOnce(answer(200, { id: 1 }));
  expect(await post("/api/customers", { body: { name: "Elm" } })).toEqual({ id: 1 });
  const keys = fetched.mock.calls.map(([, init]) => (init?.headers as Record<string, string>)["Idempotency-Key"]);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(keys[0]).toBe(keys[1]);
});

test("a read that cannot reach the server says so and is not repeated here", async () => {
  const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("network"));
  await expect(get("/api/me")).rejects.toMatchObject({ code: "unreachable" });
  expect(fetched).toHaveBeenCalledTimes(1);
});
