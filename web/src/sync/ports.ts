/** What the outbox needs from the world: a store that survives, a network that may not, a clock and chance. */
import type { Answer, Command, Draft, Media, NewMedia } from "./command";

export interface Device {
  uuid: string;
  /** Whether the server knows this phone. */
  registered: boolean;
  lastSeq: number;
}

export interface Stamp {
  uuid: string;
  at: string;
  madeAt: number;
}

export interface Storage {
  device(): Promise<Device>;
  markRegistered(): Promise<void>;
  /** Give the phone a new identity and number what still waits from 1, in its order. */
  renewDevice(uuid: string): Promise<void>;
  /** Number, keep and return a command, with the bytes that belong to it, in one transaction. */
  append(draft: Draft, stamp: Stamp, media?: NewMedia): Promise<Command>;
  /** Take back the newest command if it was never sent; false if it is too late. */
  takeBack(uuid: string): Promise<boolean>;
  /** The next commands to send, in order; marks them as tried. Stops at one that is still kept back. */
  nextBatch(limit: number, now: number): Promise<Command[]>;
  waitingCount(): Promise<number>;
  /** When the first kept-back command may go; null if none is kept back. */
  heldUntil(now: number): Promise<number | null>;
  releaseHolds(): Promise<void>;
  answer(uuid: string, state: Command["state"], answer: Answer, at: number): Promise<void>;
  /** Put answered commands from `seq` on back into the queue; false if one of them is no longer kept. */
  sendAgainFrom(seq: number): Promise<boolean>;
  /** Keep a command the server cannot read as rejected and let a blank take its number, so that it blocks nothing. */
  setAside(uuid: string, blank: Stamp, answer: Answer): Promise<void>;
  settle(uuid: string, at: number): Promise<void>;
  /** Forget confirmed commands older than that, and nothing else. */
  prune(before: number): Promise<void>;
  nextMedia(): Promise<Media | null>;
  noteMedia(sha256: string, change: Partial<Pick<Media, "uploadUrl" | "offset" | "attempts">>): Promise<void>;
  bytesOf(sha256: string): Promise<ArrayBuffer | null>;
  mediaStored(sha256: string, at: number): Promise<void>;
}

export interface SentCommand {
  uuid: string;
  seq: number;
  type: string;
  payload: Record<string, unknown>;
  at: string;
}

export interface SentAnswer {
  uuid: string;
  outcome: "applied" | "duplicate" | "rejected" | "conflict";
  status: number;
  body: Record<string, unknown>;
}

export interface Batch {
  device: string;
  sent_at: string;
  unsent: number;
  commands: SentCommand[];
}

/** Each call either returns what the server said or throws `NetworkError`. */
export interface Network {
  register(device: string): Promise<void>;
  send(batch: Batch): Promise<{ answers: SentAnswer[] }>;
  /** Where an upload of these bytes stands; makes it on first sight. */
  openUpload(media: Media): Promise<{ url: string; offset: number }>;
  uploadOffset(url: string): Promise<number>;
  /** Append bytes and get the new offset; at the full length the server has checked the hash and stored them. */
  uploadPart(url: string, offset: number, part: ArrayBuffer): Promise<number>;
}

export type NetworkTrouble =
  /** No answer: it may or may not have arrived. */
  | "unreachable"
  /** Who is signed in has to sign in again. */
  | "signed_out"
  | "unknown_device"
  | "sequence_gap"
  /** The request as a whole is not readable to the server; more tries change nothing. */
  | "unreadable"
  /** The upload is gone or its bytes were not those of the hash. */
  | "upload_lost"
  /** Asked to come later, or failed. */
  | "later";

export class NetworkError extends Error {
  readonly trouble: NetworkTrouble;
  readonly expectedSeq: number | null;
  readonly answers: SentAnswer[];
  readonly answer: Answer;

  constructor(
    trouble: NetworkTrouble,
    detail: { expectedSeq?: number; answers?: SentAnswer[]; answer?: Answer } = {},
  ) {
    super(trouble);
    this.name = "NetworkError";
    this.trouble = trouble;
    this.expectedSeq = detail.expectedSeq ?? null;
    this.answers = detail.answers ?? [];
    this.answer = detail.answer ?? { status: 0, body: {} };
  }
}

export interface Surroundings {
  storage: Storage;
  network: Network;
  /** This phone's own clock, ms. */
  now(): number;
  /** The company's clock, as ISO instant. */
  businessNow(): string;
  newId(): string;
  /** 0 ≤ x < 1, for the jitter between tries. */
  random(): number;
  /** Run while no other tab of this phone does. */
  exclusively<Out>(work: () => Promise<Out>): Promise<Out>;
  later(ms: number, work: () => void): () => void;
}
