import { onMessage } from './connection.js';
import { createBeat } from './beat.js';
import { hubs } from './hubs.js';
import { learnName, nameOf } from './names.js';
import { createStore } from './store.js';
import { wanted } from './topics.js';
import { exactly, topicMatcher } from '../text/glob.js';
import { thingsOf } from '../things/things.js';

const mostValues = 5000;

// The newest whole value of each topic that this page listens to and whose kind has state:
// `hub\ntopic` -> { hub, kind, topic, data, time, told }. `time` is null where no event told it.
export const values = new Map();

// Another object at most four times a second, when there is something to draw anew. `shape` is another number whenever a thing came,
// went, or got another name: until then their order is the same.
export const version = createStore({ shape: 0 });

const beat = createBeat(() => version.set({ shape }));
let shape = 0;
let told = 0;

// The snapshot that comes in, and the `live` that closes it follow each other with nothing between: { hub, from, closed }.
// Whatever was told last at `from` or before is older than it.
let snapshot;

onMessage('event', event => {
  if (!event.snapshot) snapshot = undefined;
  else if (snapshot?.hub !== event.hub || snapshot.closed) snapshot = { hub: event.hub, from: told, closed: false };
  const kind = kindOfHub(event.hub);
  const key = `${event.hub}\n${event.topic}`;
  const data = thingsOf(kind)?.merge(values.get(key)?.data, event);
  if (data === undefined) return;
  if (data === null) remove(key);
  else put(key, { hub: event.hub, kind, topic: event.topic, data, time: event.time });
  beat.request();
});

hubs.subscribe(() => {
  for (const [key, { hub, kind }] of [...values]) {
    if (hubs.get().loaded && kindOfHub(hub) !== kind) {
      remove(key);
      beat.request();
    }
  }
});

// What each hub is asked for; of what this page no longer listens to it does not know any more how it stands.
const listened = new Map();

wanted.subscribe(() => {
  for (const [hub, entries] of Object.entries(wanted.get())) {
    const topics = entries.map(entry => entry.topic);
    const dropped = (listened.get(hub) ?? []).filter(topic => !topics.includes(topic));
    listened.set(hub, topics);
    if (!dropped.length) continue;
    forget([...values].filter(([, value]) => value.hub === hub), value => !listensTo(hub, value.topic));
  }
});

// What a fresh snapshot does not show is gone. There is one instead of what was missed, and after a gap one that makes it good;
// but a hub that is back tells only what differs, and then nothing was told anew here.
onMessage('topic', ({ hub, topic, state, recovered }) => {
  if (state !== 'live' || recovered === true) {
    snapshot = undefined;
    return;
  }
  const covers = covering(topic);
  const held = [...values].filter(([, value]) => value.hub === hub && covers(value.topic));
  const shown = snapshot?.hub === hub ? snapshot : undefined;
  if (recovered === false) {
    // It may have been empty.
    const from = shown && !shown.closed ? shown.from : told;
    forget(held, value => value.told <= from);
  } else if (shown && held.some(([, value]) => value.told > shown.from)) {
    // What only the hub's list told, such as a device without capabilities, is in no snapshot.
    forget(held, value => value.told <= shown.from && value.time !== null);
  }
  if (shown) shown.closed = true;
});

// What a hub's list of things says beyond its events: names, units, ranges.
export function describe(hub, topic, description) {
  if (!listensTo(hub, topic)) return;
  const key = `${hub}\n${topic}`;
  const kind = kindOfHub(hub);
  const held = values.get(key);
  // By now the hub may be gone, or of a kind whose things are no such ones.
  const data = thingsOf(kind)?.describe(held?.data, description);
  if (data === undefined) return;
  put(key, { hub, kind, topic, data, time: held?.time ?? null });
  beat.request();
}

const covering = topic => topicMatcher(exactly(topic));
const listensTo = (hub, topic) => (listened.get(hub) ?? []).some(each => covering(each)(topic));

function forget(held, isGone) {
  for (const [key, value] of held) if (isGone(value)) remove(key);
  beat.request();
}

function remove(key) {
  if (values.delete(key)) shape++;
}

function put(key, value) {
  const name = nameOf(value.hub, value.topic);
  learnName(value.hub, value.topic, thingsOf(value.kind).name(value.data));
  if (!values.has(key) || name !== nameOf(value.hub, value.topic)) shape++;
  values.set(key, { ...value, told: ++told });
  if (values.size > mostValues) remove(values.keys().next().value);
}

function kindOfHub(id) {
  return hubs.get().list.find(status => status.hub === id)?.kind;
}
