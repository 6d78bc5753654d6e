// A stand-in for a Homey, whose socket is Socket.IO 2. What it answers is known from documentation only.
// node homey.mjs [--token t] [--homey-id id] [--namespace /api] and the options of serving.mjs. Then on stdin, besides counts, cut and quit:
//   refuseSubscribe {uri, error?, times?} | refuseHandshake {error?, times?} | refuseNamespace {times?}: the next ones
//   dropCall {times?}: the next api call is done and, instead of the answer, the connection lost | kick: the namespace
//   add {device} | remove {id} | set {deviceId, capabilityId, value} | emit {uri, event, args}
//   token {token}, namespace {name}: what it asks for and names from now on | block {error}: the ping answers 403
import { router } from './answers.mjs';
import { open } from './engine.mjs';
import { Orders, Tally } from './orders.mjs';
import { createServer, readOptions, serve } from './serving.mjs';

const text = { type: 'string' };
const options = readOptions({ token: text, 'homey-id': text, namespace: text });
const homeyId = options['homey-id'] ?? '5f00aa';
const devicesUri = 'homey:manager:devices';
const invalidToken = { statusCode: 401, error: 'invalid_token', error_description: 'Invalid token' };
const notFound = what => ({ statusCode: 404, error: 'not_found', error_description: `${what} not found` });

let token = options.token ?? 'homey-token';
let blocked;
let namespace;
const orders = new Orders();
const calls = new Tally();
const http = new Tally();
const flows = new Tally();
const handshakes = new Tally();
const subscribes = new Tally();
const unsubscribes = new Tally();
const accepted = new WeakSet();

const devices = {};
const device = (id, name, kind, capabilities) => ({
  id, name, zone: 'z1', class: kind, available: true, capabilities: Object.keys(capabilities),
  capabilitiesObj: Object.fromEntries(Object.entries(capabilities).map(([key, value]) => [key, { value }])),
});
for (const known of [device('3f1c', 'Hall', 'light', { onoff: true, dim: 0.42 }), device('9ab2', 'Plug', 'socket', { onoff: false })]) devices[known.id] = known;

// The operations of the socket's api calls, and of HTTP.
const operations = {
  [devicesUri]: {
    getDevices: () => devices,
    getDevice: ({ id }) => found(devices[id], 'Device'),
    getCapabilityValue: ({ deviceId, capabilityId }) => found(devices[deviceId]?.capabilitiesObj[capabilityId], 'Capability').value,
    setCapabilityValue({ deviceId, capabilityId, value, transactionId }) {
      found(devices[deviceId]?.capabilitiesObj[capabilityId], 'Capability').value = value;
      tell(`homey:device:${deviceId}`, 'capability', { capabilityId, value, transactionId, transactionTime: Date.now() });
      return true;
    },
  },
  'homey:manager:flow': { triggerFlow: ({ id }) => flows.add(id) && true, triggerAdvancedFlow: ({ id }) => flows.add(id) && true },
  'homey:manager:system': { getInfo: () => ({ hostname: 'homey', homeyVersion: '12.0.0' }) },
};

function found(value, what) {
  if (value === undefined) throw notFound(what);
  return value;
}

function run(uri, operation, args) {
  try {
    const act = operations[uri]?.[operation];
    return [null, found(act, 'Operation')(args ?? {})];
  } catch (error) {
    return [error instanceof Error ? { code: 500, error: error.message } : error];
  }
}

const web = (uri, operation, toArgs, status = 200) => (groups, input) => {
  http.add(operation);
  if (input.request.headers.authorization !== `Bearer ${token}`) return [401, invalidToken];
  const [error, result] = run(uri, operation, toArgs(groups, input.body));
  return error ? [error.statusCode ?? error.code, error] : status === 204 ? [204] : [status, operation.startsWith('trigger') ? '' : result];
};

function ping(groups, { query }) {
  http.add('ping');
  if (blocked) return [403, { error: blocked, statusCode: 403 }];
  return [200, query.id && query.id !== homeyId ? 'false' : '', { 'X-Homey-ID': homeyId, 'X-Homey-Version': '12.0.0', 'X-Homey-Tier': 'default' }];
}

const capability = /^\/api\/manager\/devices\/device\/([^/]+)\/capability\/([^/]+)$/;
const server = createServer(options, router([
  ['GET', /^\/api\/manager\/system\/ping$/, ping],
  ['GET', /^\/api\/manager\/system\/?$/, web('homey:manager:system', 'getInfo', () => ({}))],
  ['GET', /^\/api\/manager\/devices\/device\/?$/, web(devicesUri, 'getDevices', () => ({}))],
  ['GET', /^\/api\/manager\/devices\/device\/([^/]+)$/, web(devicesUri, 'getDevice', ([id]) => ({ id }))],
  ['GET', capability, web(devicesUri, 'getCapabilityValue', ([deviceId, capabilityId]) => ({ deviceId, capabilityId }))],
  ['PUT', capability, web(devicesUri, 'setCapabilityValue', ([deviceId, capabilityId], body) => ({ ...body, deviceId, capabilityId }), 204)],
  ['POST', /^\/api\/manager\/flow\/flow\/([^/]+)\/trigger$/, web('homey:manager:flow', 'triggerFlow', ([id]) => ({ id }))],
  ['POST', /^\/api\/manager\/flow\/advancedflow\/([^/]+)\/trigger$/, web('homey:manager:flow', 'triggerAdvancedFlow', ([id]) => ({ id }))],
], [404, notFound('Path')]));
const sockets = open(server, { ...options, version: 2, transports: ['websocket'] });
const { io } = sockets;

io.on('connection', socket => socket.on('handshakeClient', (given, ack) => {
  const refusal = orders.take('handshake') ?? (given?.token === token && given?.homeyId === homeyId ? undefined : invalidToken);
  handshakes.add(refusal ? 'refused' : 'accepted');
  if (refusal) return ack(refusal);
  accepted.add(socket.conn);
  ack(null, { namespace });
}));

function offer(name) {
  namespace = name;
  if (io.nsps[name]) return;
  io.of(name).use((socket, next) => next(orders.take('namespace') || !accepted.has(socket.conn) ? new Error('Not authorized') : undefined));
  io.of(name).on('connection', socket => {
    socket.on('disconnect', () => accepted.delete(socket.conn));
    socket.on('subscribe', (uri, ack) => {
      subscribes.add(uri);
      const refusal = orders.take(uri);
      if (refusal) return ack(refusal);
      socket.join(uri, () => ack(null));
    });
    socket.on('unsubscribe', uri => {
      unsubscribes.add(uri);
      socket.leave(uri);
    });
    socket.on('api', ({ uri, operation, args }, ack) => {
      calls.add(operation);
      const answer = run(uri, operation, args);
      if (orders.take('call')) return socket.conn.transport.socket._socket.destroy();
      ack(...answer);
    });
  });
}

function tell(uri, ...args) {
  io.of(namespace).to(uri).emit(uri, ...args);
}

offer(options.namespace ?? '/api');
await serve(server, options, {
  counts() {
    // A socket's own room is named by its id.
    const { rooms, nsp } = io.of(namespace).adapter;
    const uris = Object.keys(rooms).filter(room => !nsp.connected[room]);
    const subscriptions = Object.fromEntries(uris.map(uri => [uri, rooms[uri].length]));
    return { ...sockets.counts(), joined: Object.keys(nsp.connected).length, subscriptions, subscribes, unsubscribes, handshakes, calls, http, flows };
  },
  refuseSubscribe: ({ uri, error = 'timeout', times }) => orders.give(uri, error, times),
  refuseHandshake: ({ error = invalidToken, times }) => orders.give('handshake', error, times),
  refuseNamespace: ({ times }) => orders.give('namespace', true, times),
  dropCall: ({ times }) => orders.give('call', true, times),
  kick: () => Object.values(io.of(namespace).connected).forEach(socket => socket.disconnect(false)),
  add({ device: { id, name, class: kind = 'light', capabilities = { onoff: false } } }) {
    devices[id] = device(id, name, kind, capabilities);
    tell(devicesUri, 'device.create', devices[id]);
  },
  remove({ id }) {
    delete devices[id];
    tell(devicesUri, 'device.delete', { id });
  },
  set: change => void operations[devicesUri].setCapabilityValue(change),
  emit: ({ uri, event, args = [] }) => tell(uri, event, ...args),
  token: given => void (token = given.token),
  namespace: ({ name }) => offer(name),
  block: ({ error }) => void (blocked = error),
});
