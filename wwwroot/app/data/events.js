import { createBeat } from './beat.js';
import { createStore } from './store.js';
import { onMessage } from './connection.js';
import { filter } from './filter.js';
import { registry } from './registry.js';
import { exactly, topicMatcher } from '../text/glob.js';

export const keptRows = 500;
const knownValues = 5000;

// rows: newest first, filtered; dropped: rows which left the list because newer ones came;
// arrived: how many came while paused; missed: what the gateway said it could not give us
export const events = createStore({ rows: [], total: 0, dropped: 0, paused: false, arrived: 0, missed: 0 });

const previous = new Map();
let kept = []; // oldest first
let incoming = [];
let nextId = 1;
let total = 0;
let overflowed = 0;
let arrived = 0;
let missed = 0;
const beat = createBeat(flush);

export function receive(event) {
  const key = valueKey(event);
  add({ ...event, before: previous.get(key), known: previous.has(key) });
  // Deleted first so that the map stays in order of use and the least used value leaves.
  previous.delete(key);
  previous.set(key, event.data);
  if (previous.size > knownValues) previous.delete(previous.keys().next().value);
}

// The words are a key and its values, so that they follow the page's language.
export function addNote(hub, note, key, values) {
  add({ hub, note, key, values, time: new Date().toISOString() });
}

export function setPaused(paused) {
  events.set({ ...events.get(), paused });
  if (!paused) beat.now();
}

export function clearEvents() {
  kept = [];
  incoming = [];
  total = overflowed = arrived = missed = 0;
  show(false);
}

onMessage('gap', ({ hub, conflated, dropped, ms }) => {
  missed += conflated + dropped;
  addNote(hub, 'gap', 'events.gap', { ms, conflated, dropped });
});

filter.subscribe(() => show(events.get().paused));
registry.subscribe(() => filter.get().client && show(events.get().paused));

function add(row) {
  total++;
  if (events.get().paused) arrived++;
  incoming.push({ ...row, id: nextId++ });
  // Trimmed at twice the bound, so that a flood does not pay for a copy with each event.
  if (incoming.length > 2 * keptRows) {
    overflowed += incoming.length - keptRows;
    incoming = incoming.slice(-keptRows);
  }
  beat.request();
}

function flush() {
  const { paused } = events.get();
  if (!paused) {
    const joined = kept.concat(incoming);
    overflowed += Math.max(0, joined.length - keptRows);
    kept = joined.slice(-keptRows);
    incoming = [];
    arrived = 0;
  }
  show(paused);
}

function show(paused) {
  const { hub, topic, client } = filter.get();
  const holds = client ? heldBy(client) : () => true;
  const matches = topicMatcher(topic);
  const rows = [];
  for (let index = kept.length - 1; index >= 0; index--) {
    const row = kept[index];
    if ((!hub || row.hub === hub) && (row.note || matches(row.topic)) && holds(row)) rows.push(row);
  }
  events.set({ rows, total, dropped: overflowed, paused, arrived, missed });
}

// What a client gets is what matches one of the topics that the registry says it holds.
function heldBy(client) {
  const held = registry.get().rows
    .filter(row => row.holders?.includes(client))
    .map(({ hub, topic }) => ({ hub, matches: topicMatcher(exactly(topic)) }));
  return row => held.some(({ hub, matches }) => hub === row.hub && (row.note || matches(row.topic)));
}

// Topics such as Pryv's `events` carry many things; a difference is only worth showing to the same thing before.
function valueKey({ hub, topic, data }) {
  const identity = data?.capabilityId ?? data?.id ?? data?.data?.entity_id ?? '';
  return `${hub}\n${topic}\n${typeof identity === 'object' ? '' : identity}`;
}
