// node server.mjs --version 0..4 [--allow-eio3] [--tls file.pem] [--transports websocket,polling] [--port n] [--path /p]
//                 [--ping-interval ms] [--ping-timeout ms] [--max-payload bytes]
// Says {"port":…} when it listens. Then on stdin: counts | emit {"namespace","event","args"} | kick, kickclose, kill {"namespace"} | cut | quit
import { behave } from './behaviours.mjs';
import { createServer, readOptions, serve } from './serving.mjs';

const namesAtMost = 1000;

const options = readOptions({ version: { type: 'string' }, 'allow-eio3': { type: 'boolean' } });
options.version = Number(options.version);
const { open } = await import(options.version === 0 ? './zero.mjs' : './engine.mjs');

const server = createServer(options);
const sockets = open(server, options);
const peers = new Set();
const joinedTotal = {};
const received = {};
let unhandled = 0;

const tokenOf = ({ auth, query, headers }) => auth?.token ?? query?.token ?? /^Bearer (.+)$/.exec(headers?.authorization)?.[1];
const rules = {
  '/': handshake => (tokenOf(handshake) === 'bad' ? { message: 'bad token', data: { code: 401 } } : undefined),
  '/chat': () => undefined,
  '/secure': handshake => (tokenOf(handshake) === 'good' ? undefined : { message: 'not authorized' }),
};

for (const [name, check] of Object.entries(rules)) {
  sockets.namespace(name, check, (peer, isKnown) => {
    peers.add(peer);
    joinedTotal[name] = (joinedTotal[name] ?? 0) + 1;
    if (isKnown) return;
    peer.onGone(() => peers.delete(peer));
    behave(peer, note);
  });
}

function note(name, isHandled) {
  if (!isHandled) unhandled++;
  if (Object.hasOwn(received, name) || Object.keys(received).length < namesAtMost) received[name] = (received[name] ?? 0) + 1;
}

const toAll = act => ({ namespace = '/' }) => {
  const all = [...peers].filter(peer => peer.namespace === namespace);
  all.forEach(peer => peer[act]());
  return { peers: all.length };
};

await serve(server, options, {
  counts() {
    const joined = Object.fromEntries(Object.keys(rules).map(name => [name, [...peers].filter(peer => peer.namespace === name).length]));
    return { ...sockets.counts(), joined, joinedTotal, received, unhandled };
  },
  emit: ({ namespace = '/', event, args = [] }) => void sockets.emit(namespace, event, args),
  kick: toAll('kick'),
  kickclose: toAll('kickclose'),
  kill: toAll('kill'),
});
