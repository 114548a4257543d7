/** What was done and how to take it back; doing something new forgets what was undone. */

export interface Step {
  label: string;
  undo: () => Promise<void>;
  redo: () => Promise<void>;
}

export class UndoStack {
  #done: Step[] = [];
  #undone: Step[] = [];
  #busy = false;
  #snapshot: { undo: string | null; redo: string | null } = { undo: null, redo: null };
  readonly #listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The labels of what would be undone and redone. */
  read = (): { undo: string | null; redo: string | null } => this.#snapshot;

  push(step: Step): void {
    this.#done.push(step);
    if (this.#done.length > 100) this.#done.shift();
    this.#undone = [];
    this.#tell();
  }

  undo = (): Promise<string | null> => this.#move(this.#done, this.#undone, (step) => step.undo());
  redo = (): Promise<string | null> => this.#move(this.#undone, this.#done, (step) => step.redo());

  async #move(from: Step[], to: Step[], run: (step: Step) => Promise<void>): Promise<string | null> {
    if (this.#busy) return null;
    const step = from.pop();
    if (!step) return null;
    this.#busy = true;
    try {
      await run(step);
      to.push(step);
      return step.label;
    } finally {
      // A step that could not be taken back is gone: the world has moved on since.
      this.#busy = false;
      this.#tell();
    }
  }

  #tell(): void {
    this.#snapshot = { undo: this.#done.at(-1)?.label ?? null, redo: this.#undone.at(-1)?.label ?? null };
    for (const listener of this.#listeners) listener();
  }
}
