/** The outbox's way to the server: commands as JSON, bytes by tus 1.0 (three requests of it, so no client library). */
import { csrfToken, post } from "@/api/client";
import { Problem, problemFrom } from "@/api/problem";

import type { Media } from "./command";
import { type Batch, type Network, NetworkError, type SentAnswer } from "./ports";

const UPLOADS = "/api/mobile/uploads";

/** What a refusal of a whole request means for the queue. */
function troubleOf(problem: Problem): NetworkError {
  const answer = {
    status: problem.status,
    body: {
      code: problem.code,
      title: problem.title,
      detail: problem.message,
      facts: problem.facts,
      what_to_do: problem.whatToDo,
    },
  };
  if (problem.status === 0) return new NetworkError("unreachable");
  if (problem.code === "sequence_gap") {
    return new NetworkError("sequence_gap", {
      expectedSeq: Number(problem.facts.expected),
      answers: (problem.facts.answers as SentAnswer[] | undefined) ?? [],
    });
  }
  if (problem.code === "unknown_device") return new NetworkError("unknown_device");
  if (problem.status === 401 || problem.status === 403) return new NetworkError("signed_out");
  // Only our own server's word counts: a hotel's sign-in page must not make us give up a command.
  if (problem.code === "invalid" || problem.code === "malformed" || problem.code === "uuid_reused")
    return new NetworkError("unreadable", { answer });
  return new NetworkError("later", { answer });
}

async function asked<Out>(work: Promise<Out>): Promise<Out> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Problem ? troubleOf(error) : error;
  }
}

async function tus(method: string, url: string, headers: Record<string, string>, body?: ArrayBuffer): Promise<Response> {
  const response = await fetch(url, {
    method,
    credentials: "same-origin",
    headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrfToken(), ...headers },
    body,
  }).catch(() => {
    throw new NetworkError("unreachable");
  });
  if (response.ok) return response;
  if ([404, 410, 460].includes(response.status)) throw new NetworkError("upload_lost");
  throw troubleOf(problemFrom(response.status, await response.json().catch(() => null)));
}

/** The server's word on how much it has; a proxy's page that says "200" has no such word. */
function offsetOf(response: Response): number {
  const offset = Number(response.headers.get("Upload-Offset") ?? NaN);
  if (!Number.isInteger(offset)) throw new NetworkError("later");
  return offset;
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

async function head(url: string): Promise<number> {
  return offsetOf(await tus("HEAD", url, {}));
}

export function httpNetwork(phoneName: string): Network {
  return {
    async register(device) {
      await asked(post("/api/mobile/devices", { body: { client_uuid: device, name: phoneName } }));
    },
    send: (batch: Batch) => asked(post<{ answers: SentAnswer[] }>("/api/mobile/commands", { body: batch })),
    async openUpload(media: Media) {
      const facts = { sha256: media.sha256, filetype: media.contentType, client_uuid: media.clientUuid };
      const response = await tus("POST", UPLOADS, {
        "Upload-Length": String(media.size),
        "Upload-Metadata": Object.entries(facts)
          .map(([name, value]) => `${name} ${base64(value)}`)
          .join(","),
      });
      const url = response.headers.get("Location");
      if (!url) throw new NetworkError("later");
      return { url, offset: await head(url) };
    },
    uploadOffset: head,
    async uploadPart(url, offset, part) {
      const response = await tus(
        "PATCH",
        url,
        { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
        part,
      );
      return offsetOf(response);
    },
  };
}
