/** The phone of one signed-in technician: his outbox, his last known day, and the two laid over each other. */
import { unreachable } from "@/api/problem";
import { newId } from "@/lib/ids";
import { businessTime, type ClockBasis, OWN_CLOCK } from "@/sync/clock";
import type { Command, Draft, NewMedia } from "@/sync/command";
import { type Kept, openStorage, type PhoneStorage } from "@/sync/dexie-storage";
import { newOutbox, type Outbox, type Reach } from "@/sync/outbox";
import { type Network, NetworkError } from "@/sync/ports";

import type { Day } from "./day";
import { projectDay } from "./project-day";

const DAY = "day";
const SLOW_ANSWER_MS = 30_000;

/** The last day the server told, and when that was by this phone's clock. */
interface Told {
  day: Day;
  at: number;
  device: string;
}

export interface PhoneState {
  /** Whether the store has been read. */
  ready: boolean;
  /** What the screens show: the server's picture with one's own work laid over it; null before the first answer. */
  day: Day | null;
  /** When the server last told the day, by this phone's clock. */
  toldAt: number | null;
  kept: Kept;
  reach: Reach;
  /** Why the last attempt to fetch the day failed; null after one that did not. */
  trouble: unknown;
}

export interface Phone {
  getState(): PhoneState;
  subscribe(listener: () => void): () => void;
  /** Write a command down; it is safe when this resolves. */
  record(draft: Draft, media?: NewMedia): Promise<Command>;
  takeBack(uuid: string): Promise<boolean>;
  settle(uuid: string): Promise<void>;
  /** Send what waits and fetch the day. */
  refresh(): Promise<void>;
  /** The company's time now, ms. */
  businessNow(): number;
  bytesOf(sha256: string): Promise<ArrayBuffer | null>;
  /** Follow the store and send, until the returned function is called. */
  wake(): () => void;
}

export interface PhoneSurroundings {
  name: string;
  network: Network;
  fetchDay: (device: string) => Promise<Day>;
  now: () => number;
  exclusively: <Out>(work: () => Promise<Out>) => Promise<Out>;
}

export function openPhone(around: PhoneSurroundings): Phone {
  const storage: PhoneStorage = openStorage(around.name, newId);
  const listeners = new Set<() => void>();
  let basis: ClockBasis = OWN_CLOCK;
  let told: Told | null = null;
  let asleep = true;
  let state: PhoneState = {
    ready: false,
    day: null,
    toldAt: null,
    kept: { commands: [], media: [] },
    reach: "resting",
    trouble: null,
  };

  const businessNow = () => businessTime(basis, around.now());

  const outbox: Outbox = newOutbox({
    storage,
    network: around.network,
    now: around.now,
    businessNow: () => new Date(businessNow()).toISOString(),
    newId,
    random: Math.random,
    exclusively: around.exclusively,
    later(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });

  function become(change: Partial<PhoneState>): void {
    if (asleep) return;
    state = { ...state, ...change };
    if (told) state.day = projectDay(told.day, state.kept.commands, told.device);
    for (const listener of listeners) listener();
  }

  function hear(next: Told): void {
    told = next;
    const heard = { businessAt: Date.parse(next.day.now), deviceAt: next.at, rate: next.day.rate };
    // An answer that was long under way says an earlier time: the clock must not go back, or steps change their order.
    const back = businessTime(basis, next.at) - heard.businessAt;
    if (basis === OWN_CLOCK || basis.rate !== heard.rate || back <= 0 || back > SLOW_ANSWER_MS * heard.rate) basis = heard;
  }

  let fetching: Promise<void> | null = null;
  let fetchAgain = false;
  /** One request at a time; a wish during it is one more request after it, for it may have been answered too early. */
  function fetchDay(): Promise<void> {
    if (fetching) {
      fetchAgain = true;
      return fetching;
    }
    fetching = (async () => {
      try {
        const uuid = await outbox.register();
        const day = await around.fetchDay(uuid);
        if (asleep) return;
        hear({ day, at: around.now(), device: uuid });
        await storage.writeFact(DAY, told);
        become({ toldAt: told?.at ?? null, trouble: null });
      } catch (error) {
        // The outbox says itself what keeps it from the server; here it is only: no answer.
        become({ trouble: error instanceof NetworkError ? unreachable() : error });
      }
    })().finally(() => {
      fetching = null;
      if (fetchAgain && !asleep) {
        fetchAgain = false;
        void fetchDay();
      }
    });
    return fetching;
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    record: (draft, media) => outbox.enqueue(draft, media),
    takeBack: (uuid) => outbox.takeBack(uuid),
    settle: (uuid) => outbox.settle(uuid),
    async refresh() {
      await Promise.all([outbox.flush(), fetchDay()]);
    },
    businessNow,
    bytesOf: (sha256) => storage.bytesOf(sha256),
    wake() {
      asleep = false;
      outbox.start();
      const stops = [
        outbox.onReach((reach) => become({ reach })),
        outbox.onAnswered(() => void fetchDay()),
        storage.watch((kept) => become({ kept, ready: true })),
      ];
      void storage.readFact<Told>(DAY).then((known) => {
        if (known && !told) {
          hear(known);
          become({ toldAt: known.at });
        }
      });
      return () => {
        asleep = true;
        outbox.stop();
        for (const stop of stops) stop();
      };
    },
  };
}
