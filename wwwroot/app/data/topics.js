import { createStore } from './store.js';
import { invoke, isOnline, onLost, onMessage, onOpened } from './connection.js';
import { laterCursor } from './cursor.js';
import { hubs } from './hubs.js';
import { addNote, receive } from './events.js';
import { kindOf } from '../kinds.js';

const storageKey = 'gateway.topics';

// What this page asks for: { [hub]: [{ topic, state, error?, caughtUp, resumeFrom?, asked }] }
export const wanted = createStore({});

const cursors = new Map();
let connectionCount = 0;

export function addTopic(hub, topic) {
  if (entriesOf(hub).some(entry => entry.topic === topic)) return;
  put(hub, [...entriesOf(hub), { topic, state: 'pending' }]);
  remember();
  askAll();
}

export function removeTopic(hub, topic) {
  put(hub, entriesOf(hub).filter(entry => entry.topic !== topic));
  remember();
  if (isOnline()) invoke('Unsubscribe', { hub, topics: [topic] }).catch(() => {});
}

onOpened(() => {
  connectionCount++;
  askAll();
});

onLost(() => {
  for (const hub of Object.keys(wanted.get())) {
    // Only a topic that was told `live` has everything up to the hub's cursor. One whose snapshot or replay
    // was cut short must resume from where it last had, or the rest would be a silent hole.
    put(hub, entriesOf(hub).map(entry => ({
      ...entry,
      state: 'pending',
      resumeFrom: entry.caughtUp ? cursors.get(hub) : entry.resumeFrom,
      caughtUp: false,
    })));
  }
});

onMessage('event', event => {
  noteCursor(event.hub, event.cursor);
  receive(event);
});

onMessage('topic', message => {
  const { hub, topic, state, cursor, recovered, error } = message;
  const before = entriesOf(hub).find(entry => entry.topic === topic);
  noteCursor(hub, cursor);
  if (!before) return;
  patch(hub, [{ topic, state, error, ...(state === 'live' && { caughtUp: true, resumeFrom: undefined }) }]);
  if (recovered === false && before.resumeFrom) {
    addNote(hub, 'lost', 'events.lost', { topic });
  } else if (recovered === true && before.resumeFrom) {
    addNote(hub, 'resumed', 'events.resumed', { topic });
  }
  if (state === 'failed' && before.state !== 'failed') addNote(hub, 'failed', error ? 'events.failed' : 'events.refused', { topic, error });
});

onMessage('gap', ({ hub }) => {
  // What follows may have overtaken what is still on its way: newest values stand where older ones stood, and fresh
  // snapshots come later, a gap does not say for which topics. Should the connection go before all that came, all resume
  // from here: an event seen twice is better than one not seen.
  put(hub, entriesOf(hub).map(entry => ({ ...entry, caughtUp: false, resumeFrom: entry.caughtUp ? cursors.get(hub) : entry.resumeFrom })));
});

// The kind that each hub's topics were chosen for.
const kindsAsked = new Map();

hubs.subscribe(() => {
  const remembered = recall();
  forgetWhatIsAnother();
  for (const { hub, kind } of hubs.get().list) {
    if (wanted.get()[hub]) continue;
    const topics = remembered[hub]?.kind === kind ? remembered[hub].topics : kindOf(kind).topics;
    kindsAsked.set(hub, kind);
    put(hub, topics.map(topic => ({ topic, state: 'pending' })));
  }
  askAll();
});

// A hub that was removed, or is of another kind now, has other topics when it comes back under its id.
function forgetWhatIsAnother() {
  const { list, loaded } = hubs.get();
  if (!loaded) return;
  const kinds = new Map(list.map(({ hub, kind }) => [hub, kind]));
  for (const [hub, kind] of kindsAsked) {
    if (kinds.get(hub) === kind) continue;
    kindsAsked.delete(hub);
    cursors.delete(hub);
    const { [hub]: gone, ...left } = wanted.get();
    wanted.set(left);
  }
}

function askAll() {
  if (!isOnline()) return;
  const known = new Set(hubs.get().list.map(status => status.hub));
  for (const [hub, entries] of Object.entries(wanted.get())) {
    const due = entries.filter(entry => entry.asked !== connectionCount);
    if (!due.length || !known.has(hub)) continue;
    put(hub, entries.map(entry => ({ ...entry, asked: connectionCount })));
    const byCursor = new Map();
    for (const { topic, resumeFrom } of due) {
      byCursor.set(resumeFrom, [...(byCursor.get(resumeFrom) ?? []), topic]);
    }
    for (const [cursor, topics] of byCursor) ask(hub, topics, cursor);
  }
}

async function ask(hub, topics, cursor) {
  try {
    const answer = await invoke('Subscribe', { hub, topics, ...(cursor && { cursor }) });
    rename(hub, topics, answer.topics);
    // `topic … live` may have come first; the answer then only says what we know already.
    patch(hub, answer.topics.filter(({ topic, state }) =>
      !(state === 'pending' && entriesOf(hub).some(entry => entry.topic === topic && entry.state === 'live'))));
  } catch (fault) {
    if (isOnline()) patch(hub, topics.map(topic => ({ topic, state: 'refused', error: fault.message })));
  }
}

// The gateway answers, in order, with each topic's canonical name, by which every later message calls it.
function rename(hub, asked, answered) {
  const names = new Map(asked.map((topic, index) => [topic, answered[index]?.topic ?? topic]));
  const renamed = entriesOf(hub).map(entry => ({ ...entry, topic: names.get(entry.topic) ?? entry.topic }));
  put(hub, renamed.filter((entry, index) => renamed.findIndex(other => other.topic === entry.topic) === index));
}

function noteCursor(hub, cursor) {
  cursors.set(hub, laterCursor(cursors.get(hub), cursor));
}

function entriesOf(hub) {
  return wanted.get()[hub] ?? [];
}

function put(hub, entries) {
  wanted.set({ ...wanted.get(), [hub]: entries });
}

function patch(hub, changes) {
  put(hub, entriesOf(hub).map(entry => ({ ...entry, ...changes.find(change => change.topic === entry.topic) })));
}

// With the kind that they were chosen for: another one cannot have them.
function remember() {
  const topics = Object.entries(wanted.get()).map(([hub, entries]) => [hub, { kind: kindsAsked.get(hub), topics: entries.map(entry => entry.topic) }]);
  try {
    localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(topics)));
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(storageKey)) ?? {};
  } catch {
    return {};
  }
}
