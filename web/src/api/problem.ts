/** A refusal of the server (problem+json), or the network's, as an error a screen can show. */

export interface ProblemBody {
  code: string;
  title: string;
  detail: string;
  facts?: Record<string, unknown>;
  what_to_do?: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly facts: Record<string, unknown>;
  readonly whatToDo: string;

  constructor(status: number, body: ProblemBody) {
    super(body.detail || body.title);
    this.name = "Problem";
    this.status = status;
    this.code = body.code;
    this.title = body.title;
    this.facts = body.facts ?? {};
    this.whatToDo = body.what_to_do ?? "";
  }
}

export const unreachable = (): Problem =>
  new Problem(0, {
    code: "unreachable",
    title: "The server does not answer",
    detail: "Nothing was changed, or the answer was lost on the way.",
    what_to_do: "Check the connection and try again.",
  });

interface FieldError {
  loc?: (string | number)[];
  msg?: string;
}

/** Any error body as a Problem: our own problem+json, a list of malformed fields, or nothing readable at all. */
export function problemFrom(status: number, body: unknown): Problem {
  if (body && typeof body === "object") {
    if ("code" in body && "title" in body) return new Problem(status, body as ProblemBody);
    const detail = "detail" in body ? (body as { detail: unknown }).detail : null;
    if (Array.isArray(detail)) {
      const lines = (detail as FieldError[]).map((one) => `${one.loc?.at(-1) ?? "input"}: ${one.msg ?? "is not valid"}`);
      return new Problem(status, {
        code: "malformed",
        title: "Some fields are not valid",
        detail: lines.join("; "),
        facts: { fields: detail },
      });
    }
    if (typeof detail === "string") return new Problem(status, { code: "refused", title: "Refused", detail });
  }
  return new Problem(status, {
    code: "server_error",
    title: "The server failed",
    detail: `It answered ${status}.`,
    what_to_do: "Try again; if it stays, tell whoever runs this installation.",
  });
}

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(0, { code: "bug", title: "Something went wrong here", detail: String(error) });
