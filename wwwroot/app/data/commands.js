import { createStore } from './store.js';
import { invoke, isOnline } from './connection.js';

const keptOutcomes = 50;

// What is being written, kept while another panel is looked at.
export const commandDraft = createStore({ hub: '', name: '', args: '', timeoutMs: 10000 });

// Newest first: { id, command, sentAt, outcome? }
export const commandHistory = createStore([]);

let nextId = 1;

export async function sendCommand(command) {
  const id = nextId++;
  const entry = { id, command, sentAt: new Date().toISOString() };
  commandHistory.set([entry, ...commandHistory.get()].slice(0, keptOutcomes));
  const wasOnline = isOnline();
  const outcome = await invoke('Command', command).catch(fault => failed(fault, wasOnline));
  commandHistory.set(commandHistory.get().map(held => (held.id === id ? { ...held, outcome } : held)));
  return outcome;
}

// The gateway's own no has this name in the client library's message. Without it the connection went: what the gateway did of it is not known.
function failed({ message }, wasOnline) {
  return wasOnline && !message.includes('HubException') ? { status: 'unknown' } : { status: 'not_accepted', error: { message } };
}
