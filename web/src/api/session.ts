/** Signing in and out (allauth's headless browser client) and who is signed in. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { get, csrfToken } from "./client";
import { Problem, problemFrom, unreachable } from "./problem";

export type Role = "technician" | "lead_technician" | "dispatcher" | "billing" | "compliance" | "auditor" | "admin";

export interface Me {
  user_id: number | null;
  name: string;
  role: string;
  technician_id: number | null;
  now: string;
  rate: number;
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

/** Who is signed in, for what is shown only to people who are. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error("nobody is signed in");
  return data;
}

/** The groups of roles that the server's routes ask for; the server decides, this only hides what would be refused. */
const GROUPS = {
  office: ["dispatcher", "billing", "compliance", "auditor", "admin"],
  dispatch: ["dispatcher", "admin"],
  money: ["billing", "admin"],
  admin: ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export const may = (me: Me | null | undefined, what: keyof typeof GROUPS): boolean =>
  (GROUPS[what] as readonly string[]).includes(me?.role ?? "");

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
export async function signIn(login: { email: string; password: string }): Promise<boolean> {
  if (!csrfToken()) await allauth("GET", "/config");
  const answer = await allauth("POST", "/auth/login", login);
  if (answer.status === 200) return true;
  if (answer.status === 401 && answer.data?.flows?.some((flow) => flow.id === "mfa_authenticate")) return false;
  const first = answer.errors?.[0];
  throw new Problem(answer.status, {
    code: first?.code ?? "sign_in_refused",
    title: "Not signed in",
    detail: first?.message ?? "The e-mail or the password is not right.",
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
