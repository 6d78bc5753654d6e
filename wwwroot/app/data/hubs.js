import { createStore } from './store.js';
import { getJson } from './api.js';
import { isOnline, onMessage, onOpened } from './connection.js';

const pollMs = 2000;
const historyPoints = 151; // 5 minutes

// loaded: whether the gateway has told us its hubs at least once; fault: why the last poll failed
export const hubs = createStore({ list: [], loaded: false, fault: null });

const histories = new Map();
let polling = false;

export function historyOf(hub) {
  if (!histories.has(hub)) histories.set(hub, { times: [], rates: [] });
  return histories.get(hub);
}

onMessage('hub', status => {
  const { list } = hubs.get();
  const known = list.some(held => held.hub === status.hub);
  replace(known ? list.map(held => (held.hub === status.hub ? status : held)) : [...list, status]);
});

onOpened(poll);
setInterval(poll, pollMs);

async function poll() {
  if (!isOnline() || polling) return;
  polling = true;
  try {
    const list = await getJson('hubs');
    list.forEach(record);
    replace(list);
  } catch (fault) {
    hubs.set({ ...hubs.get(), fault: fault.message });
  } finally {
    polling = false;
  }
}

function replace(list) {
  hubs.set({ list, loaded: true, fault: null });
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
