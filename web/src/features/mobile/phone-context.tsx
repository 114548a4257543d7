/** Gives the screens their phone: opened for who is signed in, awake while the page is seen. */
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";

import { followStream } from "@/api/event-stream";
import { httpNetwork } from "@/sync/http-network";

import { getDay } from "./api/get-day";
import type { Day, DayVisit } from "./day";
import { openPhone, type Phone, type PhoneState } from "./phone";

const REFRESH_MS = 60_000;
const RETRY_MS = 15_000;

const PhoneContext = createContext<Phone | null>(null);

function phoneName(): string {
  const system = /\(([^;)]+)/.exec(navigator.userAgent)?.[1] ?? "browser";
  return system.slice(0, 60);
}

/** One tab of this phone at a time sends; where the browser has no locks there is one tab only to hope for. */
const exclusively =
  (name: string) =>
  <Out,>(work: () => Promise<Out>): Promise<Out> =>
    "locks" in navigator ? (navigator.locks.request(name, work) as Promise<Out>) : work();

function keepAwake(phone: Phone): () => void {
  const refresh = () => {
    if (document.visibilityState === "visible") void phone.refresh();
  };
  const waiting = () => phone.getState().kept.commands.some(({ state }) => state === "waiting");
  const often = setInterval(() => {
    if (waiting()) refresh();
  }, RETRY_MS);
  const now_and_then = setInterval(refresh, REFRESH_MS);
  window.addEventListener("online", refresh);
  document.addEventListener("visibilitychange", refresh);
  let soon: ReturnType<typeof setTimeout> | undefined;
  const unfollow = followStream({
    url: "/api/stream",
    cursor: "",
    // Whatever it says, the day may be another one now; several facts of one change are one look.
    onFrame: ({ event }) => {
      if (event === "beat" || event === "hello") return;
      clearTimeout(soon);
      soon = setTimeout(refresh, 300);
    },
    onState: (state) => {
      if (state === "live") refresh();
    },
  });
  refresh();
  return () => {
    clearInterval(often);
    clearInterval(now_and_then);
    clearTimeout(soon);
    window.removeEventListener("online", refresh);
    document.removeEventListener("visibilitychange", refresh);
    unfollow();
  };
}

export function PhoneProvider({ userId, children }: { userId: number; children: ReactNode }) {
  return (
    <OnePhone key={userId} name={`truckroll-phone-${userId}`}>
      {children}
    </OnePhone>
  );
}

function OnePhone({ name, children }: { name: string; children: ReactNode }) {
  const [phone] = useState(() =>
    openPhone({
      name,
      network: httpNetwork(phoneName()),
      fetchDay: getDay,
      now: () => Date.now(),
      exclusively: exclusively(name),
    }),
  );
  useEffect(() => {
    const rest = phone.wake();
    const unfollow = keepAwake(phone);
    // Ask the browser not to throw the store away when space is short; it may say no.
    if ("storage" in navigator) void navigator.storage.persist();
    return () => {
      unfollow();
      rest();
    };
  }, [phone]);
  return <PhoneContext value={phone}>{children}</PhoneContext>;
}

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error("there is no phone here");
  return phone;
}

export function usePhoneState(): PhoneState {
  const phone = usePhone();
  return useSyncExternalStore(phone.subscribe, phone.getState);
}

export const useDay = (): Day | null => usePhoneState().day;

export function useDayVisit(visitId: number): DayVisit | null {
  return useDay()?.visits.find(({ id }) => id === visitId) ?? null;
}

/** This phone's own time, for "12 min ago". */
export function useDeviceNow(everyMs = 10_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** The company's time, told anew every `everyMs`. */
export function useBusinessNow(everyMs = 10_000): number {
  const phone = usePhone();
  const [now, setNow] = useState(() => phone.businessNow());
  useEffect(() => {
    const tick = () => setNow(phone.businessNow());
    const timer = setInterval(tick, everyMs);
    const unsubscribe = phone.subscribe(tick);
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [phone, everyMs]);
  return now;
}
