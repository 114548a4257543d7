/** What the phone writes down: one command for each thing the technician did, kept until the server has answered it. */

/** `waiting` for the server; `applied` there; `rejected` (a rule said no) or in `conflict` (somebody changed it first). */
export type CommandState = "waiting" | "applied" | "rejected" | "conflict";

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** What a screen asks for; of a visit, or of his own day. `label` says in human words what it is ("Start travel · Elm St 4"). */
export interface Draft {
  type: string;
  payload: Record<string, unknown> & { visit_id?: number };
  label: string;
  /** Keep it back this long, so that a wrong tap can be taken back. */
  holdMs?: number;
}

export interface Command {
  /** Local order, never reused. */
  order: number;
  uuid: string;
  device: string;
  seq: number;
  type: string;
  payload: Draft["payload"];
  label: string;
  /** When it happened, on the company's clock. */
  at: string;
  /** The same by this phone's own clock, in ms. */
  madeAt: number;
  holdUntil: number;
  state: CommandState;
  attempts: number;
  answeredAt: number | null;
  answer: Answer | null;
  /** When a person has seen the refusal and settled it; null while it needs attention. */
  settledAt: number | null;
}

/** A photo or a signature on its way, by the hash of its bytes. */
export interface Media {
  sha256: string;
  size: number;
  contentType: string;
  clientUuid: string;
  visitId: number;
  label: string;
  addedAt: number;
  /** Where the upload goes on; null before the server knows of it. */
  uploadUrl: string | null;
  offset: number;
  attempts: number;
  /** When the server said it has them whole and safe; the bytes are dropped only then. */
  storedAt: number | null;
}

export type NewMedia = Pick<Media, "sha256" | "contentType" | "clientUuid" | "visitId" | "label"> & { bytes: ArrayBuffer };

/** Whether a refusal still waits for a person. */
export const needsAttention = (command: Command): boolean =>
  (command.state === "rejected" || command.state === "conflict") && command.settledAt === null;
