/** Business time: it comes from the server and, in a demo, runs faster than the wall clock. */

export class BusinessClock {
  #base: number;
  #read: number;
  #rate: number;

  constructor(now: string | number, rate: number, private readonly monotonic: () => number = () => performance.now()) {
    this.#base = typeof now === "number" ? now : new Date(now).getTime();
    this.#rate = rate;
    this.#read = monotonic();
  }

  /** Take the server's word again. */
  set(now: string | number, rate: number): void {
    this.#base = typeof now === "number" ? now : new Date(now).getTime();
    this.#rate = rate;
    this.#read = this.monotonic();
  }

  get rate(): number {
    return this.#rate;
  }

  /** The business instant in milliseconds. */
  now(): number {
    return this.#base + (this.monotonic() - this.#read) * this.#rate;
  }
}
