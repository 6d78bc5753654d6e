// A stand-in for a Pryv.io server of today, on Socket.IO 4.
// node pryv.mjs [--user name] [--token t] [--reader t] [--no-scopes] and the options of serving.mjs. Then on stdin, besides counts, cut and quit:
//   create {event}, update {id, update}, delete {id}: as another client would | notify {name, args?}: a notification alone
//   fail {method, error?, times?} | silence {method, times?} | drop {method, times?}: done, but the connection is lost
//   revoke {token}: the access is deleted, and its clients leave the namespace | allow {token}
import { router } from './answers.mjs';
import { Diary, Fault } from './diary.mjs';
import { open } from './engine.mjs';
import { Orders, Tally } from './orders.mjs';
import { createServer, readOptions, serve } from './serving.mjs';

const text = { type: 'string' };
const options = readOptions({ user: text, token: text, reader: text, 'no-scopes': { type: 'boolean' } });
const user = options.user ?? 'denuser';
const reader = options.reader ?? 'reader-token';
const tokens = new Set([options.token ?? 'pryv-token', reader]);
const orders = new Orders();
const calls = new Tally();
const http = new Tally();
const diary = new Diary(notify);

const meta = () => ({ apiVersion: '2.0.0-pre.4', serverTime: diary.now(), serial: '2026112101' });
const shared = {
  ...diary.methods,
  'service.info': () => ({ name: 'Pryv', api: `http://127.0.0.1:${server.address().port}/{username}/` }),
  getAccessInfo: (params, token) => ({ type: 'app', name: 'gateway', user: { username: user }, permissions: [{ streamId: '*', level: token === reader ? 'read' : 'manage' }] }),
  callBatch: (items, token) => ({
    results: items.map(({ method, params }) => {
      try {
        return run(shared, method, params, token);
      } catch (error) {
        return { error: toFault(error) };
      }
    }),
  }),
};
// Scopes live and die with a connection; the first one stops the coarse notifications.
const scoped = socket => ({
  subscribe({ key, kind, query, scopes = { [key]: { kind, query } } }) {
    for (const [name, scope] of Object.entries(scopes)) socket.data.scopes.set(name, { kind: scope.kind ?? 'events', query: scope.query ?? {} });
    return { ok: true, keys: [...socket.data.scopes.keys()] };
  },
  unsubscribe({ key, keys = [key], all }) {
    for (const name of all ? [...socket.data.scopes.keys()] : keys) socket.data.scopes.delete(name);
    return { ok: true, keys: [...socket.data.scopes.keys()] };
  },
  getSubscriptions: () => ({ scopes: Object.fromEntries(socket.data.scopes) }),
});

function run(methods, method, params, token) {
  if (!Object.hasOwn(methods, method)) throw new Fault('invalid-method', `Invalid method id "${method}"`);
  if (token === reader && /\.(create|update|delete)$/.test(method)) throw new Fault('forbidden', "The given token's access permissions do not allow this operation.");
  return methods[method](params, token);
}

const toFault = error => error.body ?? { id: 'unexpected-error', message: `Unexpected error: ${error.message}` };
const statuses = { 'invalid-access-token': 401, forbidden: 403, 'invalid-method': 404, 'unknown-resource': 404, 'unexpected-error': 500 };

const web = (method, toParams, status = 200) => (groups, input) => {
  http.add(method);
  const token = input.request.headers.authorization;
  try {
    if (!tokens.has(token)) throw new Fault('invalid-access-token', 'Cannot find access from token.');
    return [status, { meta: meta(), ...run(shared, method, toParams(groups, input), token) }];
  } catch (error) {
    const fault = toFault(error);
    return [statuses[fault.id] ?? 400, { error: fault, meta: meta() }];
  }
};

// Of a query everything is text; lists may be repeated in JSON.
const typed = query => Object.fromEntries(Object.entries(query).map(([key, value]) => {
  try {
    return [key, JSON.parse(value)];
  } catch {
    return [key, value];
  }
}));
const below = path => new RegExp(`^/${user}${path}$`);
const server = createServer(options, router([
  ['GET', below('/events'), web('events.get', (groups, { query }) => typed(query))],
  ['POST', below('/events'), web('events.create', (groups, { body }) => body, 201)],
  ['PUT', below('/events/([^/]+)'), web('events.update', ([id], { body }) => ({ id, update: body }))],
  ['DELETE', below('/events/([^/]+)'), web('events.delete', ([id]) => ({ id }))],
  ['GET', below('/streams'), web('streams.get', () => ({}))],
  ['GET', below('/access-info'), web('getAccessInfo', () => ({}))],
  ['POST', below('/?'), web('callBatch', (groups, { body }) => body)],
], [404, { error: { id: 'unknown-resource', message: 'Unknown path' } }]));
const sockets = open(server, { ...options, version: 4, transports: ['websocket'], 'allow-eio3': true });
const { io } = sockets;

// Any path is taken whose last part is the user, but notifications go to exactly /{user}; on the root nothing answers.
const account = io.of(/^\/.+$/);
account.use((socket, next) => {
  const { name } = socket.nsp;
  const token = socket.handshake.query.auth;
  if (!new RegExp(`^/(.+/)?${user}/?$`).test(name)) next(new Error(`Invalid resource "${name}".`));
  else if (!token) next(new Error("Missing 'auth' parameter with a valid access token."));
  else next(tokens.has(token) ? undefined : Object.assign(new Error('Cannot find access from token.'), { data: null }));
});
account.on('connection', socket => {
  const token = socket.handshake.query.auth;
  socket.data.scopes = new Map();
  const methods = options['no-scopes'] ? shared : { ...shared, ...scoped(socket) };
  socket.onAny((method, ...args) => {
    calls.add(method);
    const [params, ack] = args;
    if (args.length !== 2 || typeof ack !== 'function' || orders.take(`silence ${method}`)) return;
    try {
      const failure = orders.take(`fail ${method}`);
      if (failure) throw new Fault(failure.id, failure.message, failure.data);
      const result = run(methods, method, params, token);
      if (orders.take(`drop ${method}`)) socket.conn.transport.socket._socket.destroy();
      else ack(null, Object.hasOwn(shared, method) ? { ...result, meta: meta() } : result);
    } catch (error) {
      ack({ error: toFault(error), meta: meta() });
    }
  });
});

function notify(what, event) {
  for (const socket of io.of(`/${user}`).sockets.values()) {
    const { scopes } = socket.data;
    if (scopes.size === 0) {
      socket.emit(`${what}Changed`);
      continue;
    }
    const keys = [...scopes].filter(([, { kind, query }]) => kind === what && (!query.streams || event?.streamIds?.some(id => query.streams.includes(id)))).map(([key]) => key);
    if (keys.length > 0) socket.emit('notificationsChanged', { keys });
  }
}

const ofToken = token => [...io.of(`/${user}`).sockets.values()].filter(socket => socket.handshake.query.auth === token);
await serve(server, options, {
  counts: () => ({ ...sockets.counts(), joined: io.of(`/${user}`).sockets.size, calls, http, events: diary.events.size }),
  create: ({ event }) => diary.methods['events.create']({ streamIds: ['diary'], type: 'note/txt', ...event }),
  update: change => diary.methods['events.update'](change),
  delete: ({ id }) => diary.methods['events.delete']({ id }),
  notify: ({ name, args = [] }) => void io.of(`/${user}`).emit(name, ...args),
  fail: ({ method, error = { id: 'api-unavailable', message: 'As ordered' }, times }) => orders.give(`fail ${method}`, error, times),
  silence: ({ method, times }) => orders.give(`silence ${method}`, true, times),
  drop: ({ method, times }) => orders.give(`drop ${method}`, true, times),
  allow: ({ token }) => void tokens.add(token),
  revoke({ token }) {
    tokens.delete(token);
    io.of(`/${user}`).emit('accessesChanged');
    ofToken(token).forEach(socket => socket.disconnect(false));
  },
});
