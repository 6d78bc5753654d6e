import { createStore } from './store.js';
import { getJson, hubPath } from './api.js';
import { isOnline, onMessage, onOpened } from './connection.js';
import { hubs } from './hubs.js';

const pollMs = 2000;
const soonestMs = 1000;

// Every (hub, topic) that at least one client wants, of this page or of any other.
export const registry = createStore({ rows: [], loaded: false });

let lastRefresh = 0;
let timer;
let refreshing = false;

onMessage('hub', refreshSoon);
onMessage('topic', refreshSoon);
onOpened(refreshSoon);
hubs.subscribe(() => registry.get().loaded || refreshSoon());
setInterval(refresh, pollMs);

function refreshSoon() {
  timer ??= setTimeout(refresh, Math.max(0, lastRefresh + soonestMs - Date.now()));
}

async function refresh() {
  clearTimeout(timer);
  timer = undefined;
  if (!isOnline() || refreshing || document.hidden || !hubs.get().loaded) return;
  refreshing = true;
  lastRefresh = Date.now();
  try {
    const answers = await Promise.allSettled(hubs.get().list.map(rowsOf));
    // A hub that would not answer just now keeps the rows it had.
    const rows = answers.flatMap((answer, index) => answer.status === 'fulfilled'
      ? answer.value
      : registry.get().rows.filter(row => row.hub === hubs.get().list[index]?.hub));
    registry.set({ rows, loaded: true });
  } finally {
    refreshing = false;
  }
}

async function rowsOf({ hub }) {
  const rows = await getJson(hubPath(hub, '/subscriptions'));
  return rows.map(row => ({ ...row, hub }));
}
