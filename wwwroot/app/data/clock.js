import { gateway } from './connection.js';
import { createStore, useStore } from './store.js';

// An answer's date has whole seconds and takes its way here; what is nearer than that is the same time.
const sameTimeMs = 2000;
const slowAnswerMs = 1000;

// One clock for every age on the page, so that they all step together.
export const clock = createStore(Date.now());

// How far the gateway's clock is ahead of this browser's: a tablet on a wall may go wrong for years.
let aheadMs = 0;

export function noteTime(date, askedAt) {
  const now = Date.now();
  const ahead = Date.parse(date ?? '') + 500 - now;
  if (now - askedAt < slowAnswerMs && Math.abs(ahead - aheadMs) > sameTimeMs) aheadMs = Math.abs(ahead) > sameTimeMs ? ahead : 0;
}

setInterval(() => clock.set(Date.now()), 1000);

// The gateway's time: whatever has an age or is awaited was dated by it.
// While the gateway is away the page shows what was; ages that went on counting would claim what nobody knows.
export function useNow() {
  const now = useStore(clock);
  const { state, lostAt } = useStore(gateway);
  return (state === 'away' ? lostAt : now) + aheadMs;
}
