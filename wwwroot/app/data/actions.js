import { sendCommand } from './commands.js';
import { createStore } from './store.js';

const timeoutMs = 10000;
const confirmMs = 5000;
const mostKept = 200;

// What became of the newest action on each thing: key -> { stage, sentMs?, confirmedMs?, words? }.
// stage: accepted (under way), confirmed (an event followed), unconfirmed (the hub said yes, no event came), or the outcome's status.
export const actions = createStore(new Map());

let newest = 0;

export async function act({ hub, topic }, { name, args }) {
  const key = `${hub}\n${topic}`;
  const turn = ++newest;
  put(key, { stage: 'accepted', turn });
  const outcome = await sendCommand({ hub, name, args, timeoutMs, confirm: { topic, timeoutMs: confirmMs } });
  // Another control of the same thing was used meanwhile: what became of that is what is shown.
  if (actions.get().get(key)?.turn !== turn) return;
  const { status, elapsedMs, confirmed, error } = outcome;
  const said = status === 'ok' || status === 'sent';
  put(key, {
    turn,
    stage: confirmed?.ok ? 'confirmed' : said ? 'unconfirmed' : status,
    sentMs: said || confirmed?.ok ? elapsedMs : undefined,
    confirmedMs: confirmed?.ok ? confirmed.ms : undefined,
    words: error?.message ?? error?.detail ?? error?.title,
  });
}

function put(key, action) {
  const next = new Map(actions.get());
  next.delete(key);
  next.set(key, action);
  if (next.size > mostKept) next.delete(next.keys().next().value);
  actions.set(next);
}
