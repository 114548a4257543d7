// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";

import type { Media } from "./command";
import { httpNetwork } from "./http-network";
import type { NetworkError } from "./ports";
import { type Batch } from "./ports";

const batch: Batch = { device: "phone", sent_at: "2026-06-15T12:00:00Z", unsent: 1, commands: [] };

function serverSays(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fetched = vi.fn<typeof fetch>().mockImplementation(() =>
    Promise.resolve(new Response(body === null ? null : JSON.stringify(body), { status, headers })),
  );
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

const trouble = (work: Promise<unknown>): Promise<NetworkError> =>
  work.then(
    () => {
      throw new Error("no trouble");
    },
    (error: unknown) => error as NetworkError,
  );

test.each([
  [401, { code: "unauthenticated", title: "Sign in first", detail: "" }, "signed_out"],
  [404, { code: "unknown_device", title: "This phone is not known", detail: "" }, "unknown_device"],
  [422, { code: "invalid", title: "Some values are not valid", detail: "" }, "unreadable"],
  [503, { code: "busy", title: "The server is busy", detail: "" }, "later"],
  // A hotel's sign-in page or a proxy's error must never make the phone give up a command.
  [404, "<html>", "later"],
  [422, { detail: "no" }, "later"],
  [500, null, "later"],
])("a whole request refused with %i %j is %s", async (status, body, expected) => {
  serverSays(status, body);
  expect((await trouble(httpNetwork("test").send(batch))).trouble).toBe(expected);
});

test("a gap tells the expected number and the answers before it", async () => {
  const answers = [{ uuid: "a", outcome: "applied", status: 200, body: {} }];
  serverSays(409, { code: "sequence_gap", title: "Gap", detail: "", facts: { expected: 5, answers } });
  const error = await trouble(httpNetwork("test").send(batch));
  expect([error.trouble, error.expectedSeq, error.answers]).toEqual(["sequence_gap", 5, answers]);
});

const media: Media = {
  sha256: "abc",
  size: 10,
  contentType: "image/jpeg",
  clientUuid: "c",
  visitId: 7,
  label: "Photo",
  addedAt: 0,
  uploadUrl: null,
  offset: 0,
  attempts: 0,
  storedAt: null,
};

test("an upload is announced by its hash, and goes on from where the server is", async () => {
  const fetched = serverSays(200, null, { Location: "/api/mobile/uploads/1", "Upload-Offset": "4" });
  expect(await httpNetwork("test").openUpload(media)).toEqual({ url: "/api/mobile/uploads/1", offset: 4 });
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect(url).toBe("/api/mobile/uploads");
  expect(init?.headers).toMatchObject({ "Upload-Length": "10", "Upload-Metadata": "sha256 YWJj,filetype aW1hZ2UvanBlZw==,client_uuid Yw==" });
});

test("damaged bytes start again; an answer without an offset is no answer", async () => {
  serverSays(460, { code: "hash_mismatch", title: "The file arrived damaged", detail: "" });
  expect((await trouble(httpNetwork("test").uploadPart("/u", 0, new ArrayBuffer(1)))).trouble).toBe("upload_lost");
  serverSays(200, null);
  expect((await trouble(httpNetwork("test").uploadOffset("/u"))).trouble).toBe("later");
});
