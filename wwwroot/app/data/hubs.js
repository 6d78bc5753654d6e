import { createStore } from './store.js';
import { getJson } from './api.js';
import { isOnline, onMessage, onOpened } from './connection.js';

const pollMs = 2000;
const historyPoints = 151; // 5 minutes

// loaded: whether the gateway has told us its hubs at least once; fault: why the last poll failed
export const hubs = createStore({ list: [], loaded: false, fault: null });

const leavingMs = 5000;
// Hubs that this page has removed: until the gateway is done with them nobody here asks it for them.
const leaving = new Set();
const histories = new Map();
let asking = null;

export function historyOf(hub) {
  if (!histories.has(hub)) histories.set(hub, { times: [], rates: [] });
  return histories.get(hub);
}

onMessage('hub', status => {
  const { list } = hubs.get();
  const known = list.some(held => held.hub === status.hub);
  replace(known ? list.map(held => (held.hub === status.hub ? status : held)) : [...list, status]);
});

onOpened(refreshHubs);
setInterval(() => refreshHubs().then(answered => answered && hubs.get().list.forEach(record)), pollMs);

// Asks anew; who asks meanwhile shares the answer. Says whether there was one.
export function refreshHubs() {
  if (!isOnline()) return Promise.resolve(false);
  asking ??= ask().finally(() => { asking = null; });
  return asking;
}

async function ask() {
  try {
    replace(await getJson('hubs'));
    return true;
  } catch (fault) {
    hubs.set({ ...hubs.get(), fault: fault.message });
    return false;
  }
}

export function leave(hub) {
  leaving.add(hub);
  setTimeout(() => leaving.delete(hub), leavingMs);
  replace(hubs.get().list);
}

// It has been added again.
export const stay = hub => leaving.delete(hub);

function replace(list) {
  hubs.set({ list: list.filter(({ hub }) => !leaving.has(hub)), loaded: true, fault: null });
}

function record({ hub, eventsPerSecond }) {
  const { times, rates } = historyOf(hub);
  times.push(Date.now() / 1000);
  rates.push(eventsPerSecond ?? 0);
  if (times.length > historyPoints) {
    times.shift();
    rates.shift();
  }
}
