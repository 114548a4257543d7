/** Sends what the technician did to the server: in order, once each, again until answered, and never forgets one. */
import type { Answer, Command, CommandState, Draft, NewMedia } from "./command";
import { NetworkError, type SentAnswer, type Surroundings } from "./ports";

const BATCH = 20;
const HEALS = 3;
export const UPLOAD_PART = 256 * 1024;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const KEPT_MS = 14 * 24 * 3600 * 1000;

/** What the last attempt to reach the server came to. */
export type Reach = "resting" | "sending" | "waiting_for_network" | "signed_out";

export interface Outbox {
  /** Write a command down. It is safe when this resolves; sending follows by itself. */
  enqueue(draft: Draft, media?: NewMedia): Promise<Command>;
  /** Take back the command just written, while it is still kept back. */
  takeBack(uuid: string): Promise<boolean>;
  /** A person has read the refusal. */
  settle(uuid: string): Promise<void>;
  /** Make this phone known to the server, if it is not, and say under which id it is. */
  register(): Promise<string>;
  /** Send everything that waits, as far as it goes now. */
  flush(): Promise<void>;
  reach(): Reach;
  onReach(listener: (reach: Reach) => void): () => void;
  /** Called after the server took commands in, when its picture of the day has changed. */
  onAnswered(listener: () => void): () => void;
  /** Send nothing any more, until started again; writing down goes on. */
  stop(): void;
  start(): void;
}

/** A repetition tells the first answer: the outcome is in its status. */
function stateOf(answer: SentAnswer): CommandState {
  if (answer.outcome !== "duplicate") return answer.outcome;
  // 202: done on a visit that was canceled or given away; kept as evidence, for a person to look at.
  if (answer.status === 202) return "conflict";
  if (answer.status < 400) return "applied";
  return answer.body.code === "changed_meanwhile" ? "conflict" : "rejected";
}

export function newOutbox(around: Surroundings): Outbox {
  const { storage, network } = around;
  const reachListeners = new Set<(reach: Reach) => void>();
  const answeredListeners = new Set<() => void>();
  let reach: Reach = "resting";
  let failures = 0;
  let stopped = false;
  let running: Promise<void> | null = null;
  let again = false;
  let cancelTimer: (() => void) | null = null;

  function turn(next: Reach): void {
    if (next === reach) return;
    reach = next;
    for (const listener of reachListeners) listener(next);
  }

  function wake(ms: number): void {
    cancelTimer?.();
    cancelTimer = stopped ? null : around.later(ms, () => void flush());
  }

  function flush(): Promise<void> {
    if (stopped) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    running = around
      .exclusively(run)
      .finally(() => {
        running = null;
      })
      .then(() => {
        // After a failure the timer decides; what was added meanwhile goes with that try.
        const more = again && reach === "resting";
        again = false;
        return more ? flush() : undefined;
      });
    return running;
  }

  async function run(): Promise<void> {
    cancelTimer?.();
    cancelTimer = null;
    try {
      await sendCommands();
      await sendMedia();
      failures = 0;
      turn("resting");
      await storage.prune(around.now() - KEPT_MS);
      const held = await storage.heldUntil(around.now());
      if (held !== null) wake(Math.max(held - around.now(), 50));
    } catch (error) {
      // The page is going away and its database with it: what was being sent is sent again at the next start.
      if (stopped) return;
      if (!(error instanceof NetworkError)) throw error;
      if (error.trouble === "signed_out") {
        // Only a sign-in helps; it calls flush again.
        turn("signed_out");
        return;
      }
      turn("waiting_for_network");
      const wait = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
      failures = Math.min(failures + 1, 10);
      wake(wait * (0.5 + around.random()));
    }
  }

  async function register(): Promise<string> {
    const device = await storage.device();
    if (!device.registered) {
      await network.register(device.uuid);
      await storage.markRegistered();
    }
    return device.uuid;
  }

  async function sendCommands(): Promise<void> {
    let limit = BATCH;
    let heals = 0;
    for (;;) {
      const batch = await storage.nextBatch(limit, around.now());
      if (batch.length === 0) return;
      turn("sending");
      const device = await register();
      let answers: SentAnswer[];
      try {
        const said = await network.send({
          device,
          sent_at: around.businessNow(),
          unsent: await storage.waitingCount(),
          commands: batch.map(({ uuid, seq, type, payload, at }) => ({ uuid, seq, type, payload, at })),
        });
        answers = said.answers;
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        // A server that never agrees must not keep us busy for ever.
        if (heals === HEALS) throw new NetworkError("later");
        if (error.trouble === "sequence_gap" && error.expectedSeq !== null) {
          heals += 1;
          const took = await keep(batch, error.answers);
          await heal(batch[took], error.expectedSeq);
          continue;
        }
        if (error.trouble === "unknown_device") {
          heals += 1;
          await network.register(device);
          await heal(batch[0], 1);
          continue;
        }
        if (error.trouble === "unreadable") {
          // One of them poisons the request: find it by sending them one at a time, then set it aside.
          const [only] = batch;
          if (only && batch.length === 1) await setAside(only, error.answer);
          limit = 1;
          continue;
        }
        throw error;
      }
      const took = await keep(batch, answers);
      if (took === 0) throw new NetworkError("later");
    }
  }

  /** Write the answers down; how many of the batch they settle, counted from its start. */
  async function keep(batch: Command[], answers: SentAnswer[]): Promise<number> {
    const known = new Map(answers.map((answer) => [answer.uuid, answer]));
    let took = 0;
    for (const command of batch) {
      const answer = known.get(command.uuid);
      if (!answer) break;
      took += 1;
      if (answer.body.code === "uuid_reused") {
        // Refused before the server counted it: a blank has to take its number.
        await setAside(command, { status: answer.status, body: answer.body });
        continue;
      }
      await storage.answer(
        command.uuid,
        stateOf(answer),
        { status: answer.status, body: answer.body },
        around.now(),
      );
    }
    if (took > 0) for (const listener of answeredListeners) listener();
    return took;
  }

  /** The server expects another number than we sent: one of us has lost something. */
  async function heal(first: Command | undefined, expected: number): Promise<void> {
    if (!first || first.seq === expected) return;
    // The server is behind (restored from a backup): what we still keep is sent again under its old numbers.
    if (expected < first.seq && (await storage.sendAgainFrom(expected))) return;
    // The server is ahead of us, or what it misses is no longer kept: we go on as a new phone.
    await storage.renewDevice(around.newId());
  }

  async function setAside(command: Command, answer: Answer): Promise<void> {
    await storage.setAside(command.uuid, stamp(), answer);
  }

  async function sendMedia(): Promise<void> {
    for (;;) {
      const media = await storage.nextMedia();
      if (!media) return;
      turn("sending");
      await storage.noteMedia(media.sha256, { attempts: media.attempts + 1 });
      try {
        let url = media.uploadUrl;
        let offset: number;
        if (url === null) {
          ({ url, offset } = await network.openUpload(media));
          await storage.noteMedia(media.sha256, { uploadUrl: url, offset });
        } else {
          offset = await network.uploadOffset(url);
        }
        const bytes = await storage.bytesOf(media.sha256);
        while (bytes && offset < media.size) {
          const part = bytes.slice(offset, offset + UPLOAD_PART);
          offset = await network.uploadPart(url, offset, part);
          await storage.noteMedia(media.sha256, { offset });
        }
        await storage.mediaStored(media.sha256, around.now());
      } catch (error) {
        if (error instanceof NetworkError && error.trouble === "upload_lost") {
          await storage.noteMedia(media.sha256, { uploadUrl: null, offset: 0 });
          if (media.uploadUrl !== null) continue;
          throw new NetworkError("later");
        }
        throw error;
      }
      for (const listener of answeredListeners) listener();
    }
  }

  const stamp = () => ({ uuid: around.newId(), at: around.businessNow(), madeAt: around.now() });

  return {
    async enqueue(draft, media) {
      // Whatever was kept back is meant by now: the technician went on.
      await storage.releaseHolds();
      const command = await storage.append(draft, stamp(), media);
      void flush();
      return command;
    },
    async takeBack(uuid) {
      return storage.takeBack(uuid);
    },
    settle: (uuid) => storage.settle(uuid, around.now()),
    register,
    flush,
    reach: () => reach,
    onReach(listener) {
      reachListeners.add(listener);
      return () => reachListeners.delete(listener);
    },
    onAnswered(listener) {
      answeredListeners.add(listener);
      return () => answeredListeners.delete(listener);
    },
    stop() {
      stopped = true;
      cancelTimer?.();
    },
    start() {
      stopped = false;
    },
  };
}
