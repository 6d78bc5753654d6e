// What every server here shares: its arguments, a loopback port, and the line to whoever started it.
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const number = value => (value === undefined ? undefined : Number(value));

// --ping-interval and --ping-timeout are milliseconds, for 0.9 too; --tls names one PEM file with certificate and key.
export function readOptions(more = {}) {
  const { values } = parseArgs({
    options: { port: text, path: text, tls: text, transports: text, 'ping-interval': text, 'ping-timeout': text, 'max-payload': text, ...more },
  });
  return {
    ...values,
    port: number(values.port ?? 0),
    path: values.path ?? '/socket.io',
    transports: (values.transports ?? 'polling,websocket').split(','),
    pingInterval: number(values['ping-interval']),
    pingTimeout: number(values['ping-timeout']),
    maxPayload: number(values['max-payload']),
  };
}

// A web server that knows its TCP connections, also those that became WebSockets.
export function createServer(options, answer = notFound) {
  const pem = options.tls && readFileSync(options.tls);
  const server = pem ? createHttpsServer({ cert: pem, key: pem }, answer) : createHttpServer(answer);
  const connections = new Set();
  let total = 0;
  server.on('connection', connection => {
    total++;
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  server.connectionCounts = () => ({ connections: connections.size, connectionsTotal: total });
  server.cut = () => connections.forEach(connection => connection.destroy());
  return server;
}

// Each line in is a word and, if need be, JSON; each is answered by one line of JSON. The end of the input ends the server.
export async function serve(server, options, commands) {
  await listen(server, options.port);
  say({ port: server.address().port });
  const all = {
    cut: () => server.cut(),
    ...commands,
    counts: () => ({ ...server.connectionCounts(), ...commands.counts?.() }),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [word] = line.split(' ', 1);
    if (word === 'quit') break;
    try {
      if (!Object.hasOwn(all, word)) throw new Error(`There is no '${word}', only ${Object.keys(all).join(', ')}, quit.`);
      say(all[word](JSON.parse(line.slice(word.length) || '{}')) ?? {});
    } catch (error) {
      say({ error: error.message ?? error });
    }
  }
  process.exit(0);
}

// A restart wants the port it had, which an outgoing connection of another program may hold for a moment.
async function listen(server, port) {
  for (let attempt = 1; ; attempt++) {
    const fault = await new Promise(resolve => {
      server.once('error', resolve);
      server.listen(port, '127.0.0.1', () => resolve());
    });
    if (!fault) return;
    if (fault.code !== 'EADDRINUSE' || port === 0 || attempt === 50) throw fault;
    await delay(100);
  }
}

const say = value => process.stdout.write(`${JSON.stringify(value)}\n`);

function notFound(request, response) {
  response.writeHead(404).end();
}
