import { gateway } from './connection.js';
import { createStore, useStore } from './store.js';

// One clock for every age on the page, so that they all step together.
export const clock = createStore(Date.now());

setInterval(() => clock.set(Date.now()), 1000);

// While the gateway is away the page shows what was; ages that went on counting would claim what nobody knows.
export function useNow() {
  const now = useStore(clock);
  const { state, lostAt } = useStore(gateway);
  return state === 'away' ? lostAt : now;
}
