// Socket.IO 1 to 4, which stand on Engine.IO.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const pings = { pingInterval: 3000, pingTimeout: 2000 };

export function open(server, { version, path, transports, pingInterval, pingTimeout, maxPayload, ...options }) {
  const io = require(`socket.io-${version}`)(server, {
    path,
    transports,
    pingInterval: pingInterval ?? pings.pingInterval,
    pingTimeout: pingTimeout ?? pings.pingTimeout,
    serveClient: false,
    allowEIO3: options['allow-eio3'] ?? false,
    ...(maxPayload && { maxHttpBufferSize: maxPayload }),
  });
  let sessionsTotal = 0;
  io.engine.on('connection', () => sessionsTotal++);

  return {
    io,
    emit: (namespace, name, args) => io.of(namespace).emit(name, ...args),
    // check gets {auth, query, headers} and answers with the reason for a refusal, {message, data?}, or nothing.
    namespace(name, check, onPeer) {
      io.of(name).use((socket, next) => next(toError(check(socket.handshake), version)));
      io.of(name).on('connection', socket => onPeer(toPeer(socket, name)));
    },
    counts() {
      const names = Object.values(io.engine.clients).map(client => client.transport.name);
      const count = transport => names.filter(name => name === transport).length;
      return { sessions: names.length, sessionsTotal, transports: { websocket: count('websocket'), polling: count('polling') } };
    },
  };
}

// Before version 3 data would take the place of the message.
function toError(refusal, version) {
  if (!refusal) return undefined;
  return Object.assign(new Error(refusal.message), version > 2 && refusal.data && { data: refusal.data });
}

function toPeer(socket, namespace) {
  const { query, auth, headers, url } = socket.handshake;
  return {
    namespace,
    emit: (...args) => socket.emit(...args),
    on: (name, listener) => socket.on(name, listener),
    onGone: listener => socket.on('disconnect', listener),
    onAny: listener => socket.use(([name], next) => {
      listener(name);
      next();
    }),
    info: () => ({ query, auth, headers, url, transport: socket.conn.transport.name, namespace }),
    kick: () => socket.disconnect(false),
    kickclose: () => socket.disconnect(true),
    kill: () => cut(socket.conn),
  };
}

// Between two GETs there is nothing to cut.
function cut(session) {
  const tcp = tcpOf(session.transport);
  if (tcp) tcp.destroy();
  else if (session.readyState === 'open') setTimeout(() => cut(session), 5);
}

// Of a WebSocket, or of the open GET.
const tcpOf = transport => transport.socket?._socket ?? transport.req?.socket;
