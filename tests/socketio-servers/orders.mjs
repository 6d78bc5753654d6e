// What a test has ordered for the next times something is asked: a refusal, a loss.
export class Orders {
  #waiting = new Map();

  give(key, order, times = 1) {
    this.#waiting.set(key, { order, times });
  }

  // The order for this once, or nothing.
  take(key) {
    const waiting = this.#waiting.get(key);
    if (!waiting) return undefined;
    if (--waiting.times === 0) this.#waiting.delete(key);
    return waiting.order;
  }
}

// How often each thing has been.
export class Tally {
  #counts = new Map();

  add = key => this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  toJSON = () => Object.fromEntries(this.#counts);
}
