/** Which bar has the focus of the board: one key, told only to the lanes concerned. */
import type { RowKey } from "./types";

export class Selection {
  #key: RowKey | null = null;
  readonly #listeners = new Set<() => void>();

  get key(): RowKey | null {
    return this.#key;
  }

  set(key: RowKey | null): void {
    if (key === this.#key) return;
    this.#key = key;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  read = (): RowKey | null => this.#key;
}
