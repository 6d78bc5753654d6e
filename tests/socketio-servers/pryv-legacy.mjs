// A stand-in for the first Pryv servers, on Socket.IO 0.9. What it answers is known from documentation only.
// node pryv-legacy.mjs [--user name] [--token t] [--bare] and the options of serving.mjs; --bare: notifications name no channel, as before
// late 2012. Then on stdin, besides counts, cut and quit:
//   create {channelId, event}: as another client would | notify {name, args?}: a notification alone | kick: the user's endpoint
//   fail {id, error?, times?} | silence {id, times?}: the next calls | token {token}: what it asks for from now on
import { router } from './answers.mjs';
import { Orders, Tally } from './orders.mjs';
import { createServer, readOptions, serve } from './serving.mjs';
import { open } from './zero.mjs';

const text = { type: 'string' };
const options = readOptions({ user: text, token: text, bare: { type: 'boolean' } });
const user = options.user ?? 'mathurin';
let token = options.token ?? 'pryv-token';

const orders = new Orders();
const calls = new Tally();
const http = new Tally();
const peers = new Set();
const note = (id, folderId, value) => ({ id, channelId: 'diary', folderId, time: 1358000000.5, type: { class: 'note', format: 'txt' }, value, modified: 1358000000.5 });
const channels = { diary: { id: 'diary', name: 'Diary', folders: [{ id: 'f1', name: 'Notes', parentId: null }], events: [note('e1', 'f1', 'hi')] } };

// The methods of a channel, called as {channel}.events.get in a command; the later form names them without the channel.
const ofChannel = {
  'events.get': (channel, { modifiedSince, limit = 20 }) => channel.events.filter(event => modifiedSince === undefined || event.modified > modifiedSince).slice(-limit),
  'events.create'(channel, { folderId, ...given }) {
    if (folderId && !channel.folders.some(folder => folder.id === folderId)) throw { id: 'unknown-folder', message: 'Unknown folder', data: { unknownIds: [folderId] } };
    const now = Date.now() / 1000;
    const event = { ...note(`e${channel.events.length + 1}`, folderId ?? null), time: now, ...given, modified: now };
    channel.events.push(event);
    notify('eventsChanged', channel);
    return { id: event.id };
  },
  'events.del'(channel, { id }) {
    const index = channel.events.findIndex(event => event.id === id);
    if (index < 0) throw { id: 'unknown-event', message: 'Unknown event' };
    channel.events.splice(index, 1);
    notify('eventsChanged', channel);
    return {};
  },
  'folders.get': channel => channel.folders,
  'folders.create'(channel, { id, name = id, parentId = null }) {
    channel.folders.push({ id, name, parentId });
    notify('foldersChanged', channel);
    return { id };
  },
};

function run(id, params) {
  if (id === 'channels.get') return Object.values(channels).map(({ id, name }) => ({ id, name }));
  const [, name, method] = /^([^.]+)\.([^.]+\.[^.]+)$/.exec(id ?? '') ?? [];
  if (!Object.hasOwn(ofChannel, method ?? '')) throw { id: 'unknown-command', message: `Unknown command "${id}"` };
  if (!Object.hasOwn(channels, name)) throw { id: 'UNKNOWN_CHANNEL', message: 'Unknown channel' };
  return ofChannel[method](channels[name], params ?? {});
}

function answer(id, params, ack) {
  calls.add(id);
  if (orders.take(`silence ${id}`)) return;
  try {
    const failure = orders.take(`fail ${id}`);
    if (failure) throw failure;
    ack(null, run(id, params));
  } catch (error) {
    ack(error instanceof Error ? { id: 'unexpected-error', message: error.message } : error);
  }
}

function notify(name, channel) {
  peers.forEach(peer => peer.emit(name, ...(options.bare ? [] : [{ channelId: channel.id }])));
}

const web = id => async ([channel], { query, body, request }) => {
  http.add(id);
  const headers = { 'Server-Time': String(Date.now() / 1000) };
  if (request.headers.authorization !== token) return [401, { id: 'invalid-access-token', message: 'Unknown access token' }, headers];
  try {
    const numbers = Object.fromEntries(Object.entries(query).map(([key, value]) => [key, Number(value)]));
    return [request.method === 'POST' ? 201 : 200, run(channel === undefined ? id : `${channel}.${id}`, body ?? numbers), headers];
  } catch (error) {
    return [400, error, headers];
  }
};

const server = createServer(options, router([
  ['GET', /^\/channels$/, web('channels.get')],
  ['GET', /^\/([^/]+)\/events$/, web('events.get')],
  ['POST', /^\/([^/]+)\/events$/, web('events.create')],
  ['GET', /^\/([^/]+)\/folders$/, web('folders.get')],
], [404, { id: 'unknown-resource', message: 'Unknown path' }]));
const sockets = open(server, options);

const refusal = { message: 'unauthorized' };
sockets.namespace('/', ({ query }) => (query.auth === token && query.resource === `/${user}` ? undefined : refusal), () => {});
sockets.namespace(`/${user}`, ({ query }) => (query.resource === `/${user}` ? undefined : refusal), (peer, isKnown) => {
  peers.add(peer);
  if (isKnown) return;
  peer.onGone(() => peers.delete(peer));
  const hear = (name, toCall) => peer.on(name, (...args) => {
    // Who asks without an acknowledgement gets none.
    const ack = typeof args.at(-1) === 'function' ? args.pop() : () => {};
    answer(...toCall(args[0]), ack);
  });
  hear('command', call => [call?.id, call?.params]);
  hear('channels.get', params => ['channels.get', params]);
  for (const method of Object.keys(ofChannel)) hear(method, params => [`${params?.channelId ?? 'diary'}.${method}`, params]);
});

await serve(server, options, {
  counts: () => ({ ...sockets.counts(), joined: peers.size, calls, http }),
  create: ({ channelId = 'diary', event }) => run(`${channelId}.events.create`, event),
  notify: ({ name, args = [] }) => peers.forEach(peer => peer.emit(name, ...args)),
  kick: () => peers.forEach(peer => peer.kick()),
  fail: ({ id, error = { id: 'UNKNOWN_CHANNEL', message: 'Unknown channel' }, times }) => orders.give(`fail ${id}`, error, times),
  silence: ({ id, times }) => orders.give(`silence ${id}`, true, times),
  token: given => void (token = given.token),
});
