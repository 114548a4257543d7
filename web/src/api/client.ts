/** The one way to the server: same-origin JSON with session cookie, CSRF token and an idempotency key on every write. */
import { newId } from "@/lib/ids";

import { problemFrom, unreachable } from "./problem";

type Scalar = string | number | boolean | null | undefined;
export type Query = Record<string, Scalar | readonly string[]>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Options {
  path?: Record<string, string | number>;
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export interface Page<Item> {
  items: Item[];
  total: number;
}

export function csrfToken(): string {
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return match?.[1] ?? "";
}

export function urlOf(template: string, options: Options = {}): string {
  const path = template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = options.path?.[name];
    if (value === undefined) throw new Error(`${template} needs ${name}`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (Array.isArray(value)) for (const one of value as readonly string[]) query.append(name, one);
    else if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function call<Out>(method: Method, template: string, options: Options = {}): Promise<Out> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  const init: RequestInit = { method, headers, credentials: "same-origin", signal: options.signal };
  const writes = method !== "GET";
  if (writes) {
    headers["X-CSRFToken"] = csrfToken();
    headers["Idempotency-Key"] = newId();
  }
  if (options.body instanceof FormData) {
    init.body = options.body;
  } else if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  const url = urlOf(template, options);
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (options.signal?.aborted || !writes) throw options.signal?.aborted ? error : unreachable();
    // The answer of a write may have been lost after it was done: asking again under the same key cannot do it twice.
    await new Promise((resolve) => setTimeout(resolve, 500));
    response = await fetch(url, init).catch(() => {
      throw unreachable();
    });
  }
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null;
  }
  if (!response.ok) throw problemFrom(response.status, body);
  return body as Out;
}

export const get = <Out>(path: string, options?: Options) => call<Out>("GET", path, options);
export const post = <Out>(path: string, options?: Options) => call<Out>("POST", path, options);
export const put = <Out>(path: string, options?: Options) => call<Out>("PUT", path, options);
export const patch = <Out>(path: string, options?: Options) => call<Out>("PATCH", path, options);
export const del = <Out>(path: string, options?: Options) => call<Out>("DELETE", path, options);
