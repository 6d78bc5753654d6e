import { createStore } from './store.js';
import { getJson } from './api.js';
import { isOnline, onMessage, onOpened } from './connection.js';

const pollMs = 5000;

// What an operator should know of, oldest first: [{ alarm, hub?, since, text }].
export const alarms = createStore([]);

let refreshing = false;

onMessage('hub', refresh);
onOpened(refresh);
setInterval(refresh, pollMs);

async function refresh() {
  if (!isOnline() || refreshing || document.hidden) return;
  refreshing = true;
  try {
    alarms.set(await getJson('alarms'));
  } catch {
    // What was known stays: the banner tells when the gateway does not answer.
  } finally {
    refreshing = false;
  }
}
