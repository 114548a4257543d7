/** The addresses of the plain doors: a dozen flat screens, without the weight of a router for hundreds. */
import { createContext, type ReactNode, useContext, useLayoutEffect, useSyncExternalStore } from "react";

export interface Route {
  /** Below the door's own word; "/visits/$visitId/note" takes any one word for `visitId`. */
  path: string;
  screen: ReactNode;
}

type Params = Readonly<Record<string, string>>;

/** The route of an address and what its variable words are; null if there is none. */
export function matchRoute(routes: readonly Route[], base: string, pathname: string): { route: Route; params: Params } | null {
  const words = pathname.split("/").filter(Boolean);
  if (`/${words.shift() ?? ""}` !== base) return null;
  for (const route of routes) {
    const wanted = route.path.split("/").filter(Boolean);
    if (wanted.length !== words.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((word, index) => {
      const found = words[index] ?? "";
      if (word.startsWith("$")) params[word.slice(1)] = decodeURIComponent(found);
      return word.startsWith("$") || word === found;
    });
    if (fits) return { route, params };
  }
  return null;
}

// How deep in this tab's history we are, kept in it, and where each depth was scrolled to.
const depthNow = (): number => (history.state as { depth?: number } | null)?.depth ?? 0;
const scrolledTo = new Map<number, number>();
const listeners = new Set<() => void>();
let depth = depthNow();

function moved(): void {
  depth = depthNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", leave);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("popstate", leave);
  };
}

function leave(): void {
  scrolledTo.set(depth, window.scrollY);
  moved();
}

/** Go to an address of this door. */
export function go(address: string, { replace = false } = {}): void {
  scrolledTo.set(depth, window.scrollY);
  if (replace) history.replaceState({ depth }, "", address);
  else history.pushState({ depth: depth + 1 }, "", address);
  scrolledTo.delete(depthNow());
  moved();
}

/** Back to where one came from; to `otherwise` if this screen was opened by its address. */
export function goBack(otherwise: string): void {
  if (depth > 0) history.back();
  else go(otherwise, { replace: true });
}

const ParamsContext = createContext<Params>({});

/** The variable words of the address. */
export const useParams = (): Params => useContext(ParamsContext);

export function Routes({ base, routes, notFound }: { base: string; routes: readonly Route[]; notFound: ReactNode }) {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  useLayoutEffect(() => {
    window.scrollTo(0, scrolledTo.get(depth) ?? 0);
  }, [path]);
  const match = matchRoute(routes, base, path);
  if (!match) return notFound;
  // A screen of another visit is another screen: nothing typed into one shows in the other.
  return (
    <ParamsContext key={path} value={match.params}>
      {match.route.screen}
    </ParamsContext>
  );
}
