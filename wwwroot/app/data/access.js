import { createStore } from './store.js';
import { t } from '../text/words.js';

const storedAs = 'gateway-key';
const deadlineMs = 5000;
// A ticket is renewed this long before it ends, so that none ends on its way.
const renewMs = 60_000;

// state: unknown, asking (a key is needed), in; name: what the owner calls the key; scopes: what it may do;
// anonymous: everybody on the network may do everything; fault: why the key was not taken
export const access = createStore({ state: 'unknown', name: null, scopes: [], anonymous: false, fault: '' });

export const isAdmin = () => access.get().scopes.includes('admin');

// Whether any scope lets something of this sort be done with the hub; which exactly, only the gateway decides.
export const mayTry = (sort, hub) => isAdmin() ||
  access.get().scopes.some(scope => [`${sort}:${hub}`, `${sort}:*`].some(start => scope === start || scope.startsWith(`${start}/`)));

// The key stays in memory, or in this browser where its owner asked for that; what travels is a ticket of five minutes.
let key = stored();
let ticket = { text: '', endsAt: 0 };
let renewing = null;

// Asks the gateway whether a key is needed, and what we may do.
export async function enter() {
  const token = await bearer();
  const response = await ask('access', 'GET', token);
  // In the words of the SignalR client, which the page reads the status from.
  if (!response.ok) throw new Error(`Status code '${response.status}'`);
  const { key: name = null, scopes, keyNeeded, allowAnonymous } = await response.json();
  const isIn = !keyNeeded || name !== null;
  access.set({ ...access.get(), state: isIn ? 'in' : 'asking', name, scopes, anonymous: allowAnonymous });
}

export async function useKey(text, remember) {
  key = text;
  ticket = { text: '', endsAt: 0 };
  store(remember ? text : null);
  access.set({ ...access.get(), fault: '' });
  await enter();
}

export function forgetKey() {
  key = null;
  store(null);
  location.reload();
}

// What a request and a connection show at the door; empty where no key is needed.
export async function bearer() {
  if (!key || Date.now() < ticket.endsAt - renewMs) return ticket.text;
  renewing ??= renew().finally(() => { renewing = null; });
  await renewing;
  return ticket.text;
}

// The door did not take the ticket: the key may be gone, which its next renewal will show.
export function doubt(status) {
  ticket = { text: '', endsAt: 0 };
  if (!key && status === '401') access.set({ ...access.get(), state: 'asking' });
}

async function renew() {
  const response = await ask('ticket', 'POST', key);
  if (response.ok) {
    const { accessToken, expiresIn } = await response.json();
    ticket = { text: accessToken, endsAt: Date.now() + expiresIn * 1000 };
    return;
  }
  // Anything else than a no to the key is tried again: a proxy whose gateway restarts, say.
  if (response.status !== 401) throw new Error(`Status code '${response.status}'`);
  const problem = await response.json().catch(() => ({}));
  const fault = problem.detail ?? t('key.unknown');
  key = null;
  store(null);
  access.set({ ...access.get(), state: 'asking', fault });
  throw new Error(fault);
}

function ask(path, method, token) {
  return fetch(new URL(`api/${path}`, document.baseURI), {
    method,
    headers: { accept: 'application/json, application/problem+json', ...(token && { authorization: `Bearer ${token}` }) },
    cache: 'no-store',
    signal: AbortSignal.timeout(deadlineMs),
  });
}

// A browser may keep its storage closed to pages; then the key lives as long as the page does.
function stored() {
  try {
    return localStorage.getItem(storedAs);
  } catch {
    return null;
  }
}

function store(text) {
  try {
    if (text) localStorage.setItem(storedAs, text);
    else localStorage.removeItem(storedAs);
  } catch {
    // Not remembered, as nothing can be here.
  }
}
