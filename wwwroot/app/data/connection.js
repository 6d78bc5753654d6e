import { access, bearer, doubt, enter } from './access.js';
import { createStore } from './store.js';

const { HubConnectionBuilder, HubConnectionState, LogLevel } = window.signalR;

const firstDelaysMs = [0, 500, 1000, 2000, 4000];
const longestDelayMs = 8000;

const away = { lostAt: null, nextAt: null, refusal: null };

// state: connecting (never been online), online, away; refusal: the HTTP status when the gateway is there and said no
export const gateway = createStore({ state: 'connecting', ...away });

const connection = new HubConnectionBuilder()
  .withUrl(new URL('live', document.baseURI).href, { accessTokenFactory: bearer })
  .withAutomaticReconnect({
    nextRetryDelayInMilliseconds: context => announceRetry(context.previousRetryCount, context.retryReason),
  })
  // A lost gateway is an expected state with a banner of its own, not a console error.
  .configureLogging(LogLevel.None)
  .build();

const listeners = new Map();
const openedListeners = new Set();
const lostListeners = new Set();
let attempts = 0;
let openings = 0;
let timer;

connection.onreconnected(() => opened(false));
// The gateway may also end a connection in good order, which the client library does not repair by itself.
connection.onclose(fault => {
  announceRetry(0, fault);
  open();
});

export const onOpened = listener => openedListeners.add(listener);
export const onLost = listener => lostListeners.add(listener);
export const onMessage = (name, listener) => {
  // The library awaits between several handlers of one message, and later messages would come in between; so it gets one.
  if (!listeners.has(name)) {
    listeners.set(name, []);
    connection.on(name, message => { for (const each of listeners.get(name)) each(message); });
  }
  listeners.get(name).push(listener);
};
export const invoke = (method, ...args) => connection.invoke(method, ...args);
export const isOnline = () => gateway.get().state === 'online';

export async function open() {
  clearTimeout(timer);
  if (access.get().state === 'asking') return;
  try {
    const isNew = access.get().state === 'unknown';
    if (isNew) await enter();
    if (access.get().state === 'asking') return;
    // Another call, or the library by itself, is at it; or it is open.
    if (connection.state !== HubConnectionState.Disconnected) return;
    await connection.start();
    opened(isNew);
  } catch (fault) {
    timer = setTimeout(open, announceRetry(attempts++, fault));
  }
}

export function tryNow() {
  if (connection.state === HubConnectionState.Reconnecting) connection.stop();
  else if (connection.state === HubConnectionState.Disconnected) open();
}

let door = access.get().state;
// Whoever was asked for a key has given one.
access.subscribe(() => {
  const before = door;
  door = access.get().state;
  if (before === 'asking' && door === 'in') tryNow();
});

async function opened(isNew) {
  clearTimeout(timer);
  attempts = 0;
  const turn = ++openings;
  // That what we may is another now was perhaps the reason for which the gateway closed. Where it cannot be had, the next request says why.
  if (!isNew) await enter().catch(() => {});
  if (turn !== openings || connection.state !== HubConnectionState.Connected) return;
  gateway.set({ state: 'online', ...away });
  for (const listener of openedListeners) listener();
}

function announceRetry(attempt, fault) {
  const delay = firstDelaysMs[attempt] ?? longestDelayMs * (0.75 + Math.random() / 2);
  const { state, lostAt } = gateway.get();
  const refusal = refusalIn(fault);
  // 429: this page, or others behind the same address, showed tickets from before the gateway's last start.
  if (refusal === '401' || refusal === '429') doubt(refusal);
  if (state === 'online') for (const listener of lostListeners) listener();
  gateway.set({ state: 'away', lostAt: lostAt ?? Date.now(), nextAt: Date.now() + delay, refusal });
  return delay;
}

// The client library keeps the status of a refused negotiation only in its message.
function refusalIn(fault) {
  return /Status code '(4\d\d)'/.exec(fault?.message)?.[1] ?? null;
}

window.addEventListener('online', tryNow);
