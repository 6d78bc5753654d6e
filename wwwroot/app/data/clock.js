import { createStore } from './store.js';

// One clock for every age on the page, so that they all step together.
export const clock = createStore(Date.now());

setInterval(() => clock.set(Date.now()), 1000);
