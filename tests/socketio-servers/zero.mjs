// Socket.IO 0.9, which has a format of its own.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const heartbeats = { pingInterval: 5000, pingTimeout: 10_000 };

export function open(server, { path, transports, pingInterval, pingTimeout }) {
  const manager = require('socket.io-0').listen(server, {
    log: false,
    resource: path,
    transports: transports.map(name => (name === 'polling' ? 'xhr-polling' : name)),
    'heartbeat interval': (pingInterval ?? heartbeats.pingInterval) / 1000,
    'heartbeat timeout': (pingTimeout ?? heartbeats.pingTimeout) / 1000,
    // In proportion to the heartbeats: a GET is answered well before they count as missed (20 of 60 s by default).
    'polling duration': (pingInterval ?? heartbeats.pingInterval) / 1000,
    'close timeout': 5,
    // It would take a port of its own.
    'flash policy server': false,
    'browser client': false,
  });
  let sessionsTotal = 0;
  let rootCheck = () => undefined;
  manager.set('authorization', (handshake, answer) => {
    const isAccepted = !rootCheck(handshake);
    if (isAccepted) sessionsTotal++;
    answer(null, isAccepted);
  });
  const named = name => (name === '/' ? '' : name);

  return {
    manager,
    emit: (namespace, name, args) => manager.of(named(namespace)).emit(name, ...args),
    // check gets {query, headers} and refuses by answering anything; there is no way to say why.
    namespace(name, check, onPeer) {
      if (name === '/') rootCheck = check;
      else manager.of(name).authorization((handshake, answer) => answer(null, !check(handshake)));
      const known = new WeakMap();
      manager.of(named(name)).on('connection', socket => {
        // Who joins again gets the old socket, with all its listeners.
        const peer = known.get(socket) ?? toPeer(manager, socket, name);
        onPeer(peer, known.has(socket));
        known.set(socket, peer);
      });
    },
    counts() {
      const names = Object.values(manager.transports).filter(transport => transport?.open).map(transport => transport.name);
      const count = transport => names.filter(name => name === transport).length;
      return {
        sessions: Object.keys(manager.handshaken).length,
        sessionsTotal,
        transports: { websocket: count('websocket'), polling: count('xhr-polling') },
      };
    },
  };
}

function toPeer(manager, socket, namespace) {
  const transport = () => manager.transports[socket.id];
  return {
    namespace,
    emit: (...args) => socket.emit(...args),
    on: (name, listener) => socket.on(name, listener),
    onGone: listener => socket.on('disconnect', listener),
    onAny(listener) {
      const emit = socket.$emit;
      socket.$emit = (name, ...args) => {
        if (name !== 'disconnect') listener(name);
        return emit.call(socket, name, ...args);
      };
    },
    info() {
      const { query, headers, url } = socket.handshake;
      return { query, auth: null, headers, url, transport: transport()?.name === 'xhr-polling' ? 'polling' : transport()?.name, namespace };
    },
    kick: () => socket.disconnect(),
    kickclose: () => manager.sockets.socket(socket.id).disconnect(),
    kill() {
      const gone = transport();
      gone?.socket?.destroy();
      // A polling transport would not notice before its GET is due.
      gone?.end('kill');
    },
  };
}
