import { createStore } from './store.js';
import { invoke } from './connection.js';

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
  const outcome = await invoke('Command', command).catch(fault => ({ status: 'not_accepted', error: { message: fault.message } }));
  commandHistory.set(commandHistory.get().map(held => (held.id === id ? { ...held, outcome } : held)));
  return outcome;
}
