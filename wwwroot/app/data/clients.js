import { isAdmin } from './access.js';
import { del, getJson } from './api.js';
import { invoke, onOpened } from './connection.js';
import { filter, setFilter } from './filter.js';
import { createPolled } from './polled.js';
import { createStore } from './store.js';
import { t } from '../text/words.js';

const polled = createPolled('clients', isAdmin);

export const clients = polled.store;
export const useClients = polled.use;

// What the chosen client holds, of all hubs, 1000 topics at most: the registry names only so many holders of each topic, and
// this one may not be among them. known: whether it has been told; fault: why it was not, the last time.
export const held = createStore({ id: '', topics: [], known: false, fault: null });

let own = null;
let asking = null;
const cut = new Set();

clients.subscribe(askHeld);
filter.subscribe(() => filter.get().client === held.get().id || askHeld());

// What the gateway calls this page; with each connection it is another client.
// Whoever looks at what this page holds goes on doing so.
onOpened(() => invoke('Client').then(({ id }) => {
  if (own && own !== id && filter.get().client === own) setFilter({ client: id });
  own = id;
}, () => {}));

export const isThisPage = id => id === own;

export async function disconnect(id) {
  // What it holds is not asked for any more: it goes at any moment.
  cut.add(id);
  await asking;
  try {
    await del(`clients/${encodeURIComponent(id)}`);
  } catch (problem) {
    cut.delete(id);
    throw problem;
  }
  polled.refresh();
}

// What a person calls a client: this page, its key, or how it came.
export function clientName({ id, key, transport }) {
  if (isThisPage(id)) return t('clients.this_page');
  return key || transport;
}

export function nameOfClient(id) {
  const known = clients.get().list.find(client => client.id === id);
  return known ? `${clientName(known)} ${shortId(id)}` : shortId(id);
}

export const shortId = id => (id.length > 8 ? id.slice(0, 6) : id);

// After each list of clients, and only of one that it names: nobody asks for what is not there.
function askHeld() {
  const id = filter.get().client;
  const { list, fault } = clients.get();
  const isThere = list.some(client => client.id === id);
  if (held.get().id !== id || !isThere) tell({ id, topics: [], known: false, fault: null });
  if (!asking && isThere && !fault && !cut.has(id)) asking = ask(id);
}

async function ask(id) {
  let next;
  try {
    const { held: topics = [] } = await getJson(`clients/${encodeURIComponent(id)}`);
    next = { id, topics, known: true, fault: null };
  } catch (problem) {
    next = { ...held.get(), fault: problem.message };
  }
  asking = null;
  if (filter.get().client === id) tell(next);
  else askHeld();
}

// Whoever shows it draws anew only where it is something else.
function tell(next) {
  if (JSON.stringify(next) !== JSON.stringify(held.get())) held.set(next);
}
