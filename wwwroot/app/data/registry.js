import { createStore } from './store.js';
import { getJson, hubPath } from './api.js';
import { held } from './clients.js';
import { isOnline, onMessage, onOpened } from './connection.js';
import { filter } from './filter.js';
import { hubs, refreshHubs } from './hubs.js';

const pollMs = 2000;
const soonestMs = 1000;

// Every (hub, topic) that at least one client wants, of this page or of any other; asked for only while something shows it.
export const registry = createStore({ rows: [], loaded: false });

// As the gateway told them.
let told = [];
let lastRefresh = 0;
let timer;
let refreshing = false;

onMessage('hub', refreshSoon);
onMessage('topic', refreshSoon);
onOpened(refreshSoon);
hubs.subscribe(() => registry.get().loaded || refreshSoon());
held.subscribe(() => registry.get().loaded && show());
setInterval(refresh, pollMs);
let shown = isShown();
filter.subscribe(() => {
  if (shown === isShown()) return;
  shown = isShown();
  if (refreshing) refreshSoon();
  else refresh();
});

function refreshSoon() {
  timer ??= setTimeout(refresh, Math.max(0, lastRefresh + soonestMs - Date.now()));
}

async function refresh() {
  clearTimeout(timer);
  timer = undefined;
  if (!isShown() || !isOnline() || refreshing || document.hidden || !hubs.get().loaded) return;
  refreshing = true;
  lastRefresh = Date.now();
  try {
    // A hub may have been removed just now, which is what its topics' messages come from: asked for first, nobody asks for what is not there.
    await refreshHubs();
    const list = hubs.get().list;
    const answers = await Promise.allSettled(list.map(rowsOf));
    // A hub that would not answer just now keeps the rows it had.
    told = answers.flatMap((answer, index) => answer.status === 'fulfilled'
      ? answer.value
      : told.filter(row => row.hub === list[index].hub));
    show();
  } finally {
    refreshing = false;
  }
}

function isShown() {
  const { panel, client } = filter.get();
  return panel === 'registry' || Boolean(client);
}

async function rowsOf({ hub }) {
  const rows = await getJson(hubPath(hub, '/subscriptions?holders=100'));
  return rows.map(row => ({ ...row, hub }));
}

// The gateway names a hundred holders of a topic; the chosen client stands first among those of what it holds, however many there are.
function show() {
  const { id, topics } = held.get();
  const its = new Set(topics.map(({ hub, topic }) => `${hub}\n${topic}`));
  const rows = told.map(row => (its.has(`${row.hub}\n${row.topic}`) ? { ...row, holders: [id, ...(row.holders ?? []).filter(other => other !== id)] } : row));
  registry.set({ rows, loaded: true });
}
