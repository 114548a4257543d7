/** Server-sent events read over fetch: unlike EventSource it shows heartbeats, so silence can be told from quiet. */

export interface Frame {
  id: string;
  event: string;
  data: string;
}

/** Cuts a stream of text into frames; feed it chunks however they were split. */
export class FrameParser {
  #rest = "";
  #id = "";
  #event = "";
  #data: string[] = [];

  push(chunk: string): Frame[] {
    const frames: Frame[] = [];
    const lines = (this.#rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0) frames.push({ id: this.#id, event: this.#event || "message", data: this.#data.join("\n") });
        this.#event = "";
        this.#data = [];
        continue;
      }
      if (line.startsWith(":")) continue;
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "id") this.#id = value;
      else if (field === "event") this.#event = value;
      else if (field === "data") this.#data.push(value);
    }
    return frames;
  }
}

export type LiveState = "connecting" | "live" | "silent";

export interface StreamOptions {
  url: string;
  cursor: string;
  onFrame: (frame: Frame) => void;
  onState: (state: LiveState) => void;
  /** Silent when not even a heartbeat came for this long. */
  silentAfterMs?: number;
}

/** Follows a stream from a cursor on, connecting again by itself, until the returned function is called. */
export function followStream({ url, cursor, onFrame, onState, silentAfterMs = 20_000 }: StreamOptions): () => void {
  let last = cursor;
  let stopped = false;
  let attempt = 0;
  let heard = performance.now();
  let state: LiveState | null = null;
  let controller = new AbortController();
  const tell = (next: LiveState) => {
    if (next !== state && !stopped) onState((state = next));
  };

  const watch = setInterval(() => {
    if (performance.now() - heard > silentAfterMs) {
      tell("silent");
      // A connection that says nothing is dead, whatever the socket believes.
      controller.abort();
    }
  }, 1_000);

  async function connect(): Promise<void> {
    controller = new AbortController();
    const response = await fetch(url, {
      headers: { Accept: "text/event-stream", ...(last ? { "Last-Event-ID": last } : {}) },
      credentials: "same-origin",
      cache: "no-store",
      signal: controller.signal,
    });
    if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
    const parser = new FrameParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard = performance.now();
      attempt = 0;
      tell("live");
      for (const frame of parser.push(value)) {
        if (stopped) return;
        onFrame(frame);
        if (frame.id) last = frame.id;
      }
    }
  }

  async function run(): Promise<void> {
    tell("connecting");
    while (!stopped) {
      await connect().catch(() => undefined);
      if (stopped) return;
      attempt += 1;
      const pause = Math.min(5_000, 250 * 2 ** Math.min(attempt, 5)) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  void run();
  return () => {
    stopped = true;
    clearInterval(watch);
    controller.abort();
  };
}
