/** Signing in and out (allauth's headless browser client) and who is signed in. */
import { queryOptions } from "@tanstack/react-query";

import { get, csrfToken } from "./client";
import { Problem, problemFrom, unreachable } from "./problem";

export interface Me {
  user: { id: number; username: string; name: string; email: string };
  role: string;
  technician_id: number | null;
  permissions: string[];
}

/** Who is signed in, or null. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () =>
    get<Me>("/api/me").catch((error: unknown) => {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) return null;
      throw error;
    }),
  staleTime: 60_000,
});

export const may = (me: Me | null | undefined, permission: string): boolean =>
  me?.permissions.includes(permission) ?? false;

interface AllauthAnswer {
  status: number;
  errors?: { message: string; code: string; param?: string }[];
  data?: { flows?: { id: string; is_pending?: boolean }[] };
}

async function allauth(method: string, path: string, body?: unknown): Promise<AllauthAnswer> {
  const response = await fetch(`/_allauth/browser/v1${path}`, {
    method,
    credentials: "same-origin",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw unreachable();
  });
  const answer = (await response.json().catch(() => null)) as AllauthAnswer | null;
  if (!answer) throw problemFrom(response.status, null);
  return { ...answer, status: response.status };
}

/** Sign in; resolves to true, or to false when a second factor is asked for. */
export async function signIn(login: { name: string; password: string }): Promise<boolean> {
  if (!csrfToken()) await allauth("GET", "/config");
  const who = login.name.includes("@") ? { email: login.name } : { username: login.name };
  const answer = await allauth("POST", "/auth/login", { ...who, password: login.password });
  if (answer.status === 200) return true;
  if (answer.status === 401 && answer.data?.flows?.some((flow) => flow.id === "mfa_authenticate")) return false;
  const first = answer.errors?.[0];
  throw new Problem(answer.status, {
    code: first?.code ?? "sign_in_refused",
    title: "Not signed in",
    detail: first?.message ?? "The name or the password is not right.",
  });
}

/** Give the second factor's code. */
export async function giveCode(code: string): Promise<void> {
  const answer = await allauth("POST", "/auth/2fa/authenticate", { code });
  if (answer.status !== 200)
    throw new Problem(answer.status, {
      code: "code_refused",
      title: "Not signed in",
      detail: answer.errors?.[0]?.message ?? "The code is not right.",
    });
}

export const signOut = (): Promise<unknown> => allauth("DELETE", "/auth/session");
