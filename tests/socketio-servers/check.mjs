// Shows with the official clients that every server does what it says: npm run check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const limitMs = 10_000;

const within = (promise, what) => Promise.race([promise, delay(limitMs, null, { ref: false }).then(() => Promise.reject(new Error(`Waited in vain for ${what}`)))]);

async function start(version, ...more) {
  const process = spawn('node', [fileURLToPath(new URL('server.mjs', import.meta.url)), '--version', version, ...more], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const hear = async () => JSON.parse((await within(lines.next(), 'a line')).value);
  const { port } = await hear();
  return {
    url: `http://127.0.0.1:${port}`,
    tell(line) {
      process.stdin.write(`${line}\n`);
      return hear();
    },
    async stop() {
      process.stdin.end('quit\n');
      await within(once(process, 'exit'), 'the end');
    },
  };
}

// The 0.9 client takes its transports only from here; and it has no upgrade.
function dialZero(url, { query = {}, transports, namespace = '' }) {
  const client = require('socket.io-client-0');
  client.transports = transports.map(name => (name === 'polling' ? 'xhr-polling' : name));
  return client.connect(`${url}${namespace}?${new URLSearchParams(query)}`, { 'force new connection': true, reconnect: false });
}

const dial = version => (version === 0 ? dialZero : (url, { namespace = '', ...settings }) =>
  require(`socket.io-client-${version}`)(url + namespace, { forceNew: true, reconnection: false, ...settings }));

const heard = (socket, name) => within(new Promise(resolve => socket.once(name, (...args) => resolve(args))), name);
const asked = (socket, name, ...args) => within(new Promise(resolve => socket.emit(name, ...args, (first, ...rest) => resolve([first, ...rest]))), `the answer to ${name}`);

async function check(version, client, transports, ...more) {
  const server = await start(version, ...more);
  const connect = settings => dial(client)(server.url, { transports, ...settings });
  const untilGone = async () => {
    for (let n = 0; n < 200; n++) {
      const counts = await server.tell('counts');
      if (counts.sessions === 0) return counts;
      await delay(50);
    }
    throw new Error('A session is left.');
  };
  try {
    const socket = connect({ query: { x: 'a&b=c' } });
    await heard(socket, 'connect');

    socket.emit('unknown to it');
    const words = 'é中😀';
    socket.emit('echo', words, { n: 1 });
    assert.deepEqual(await heard(socket, 'echo'), [words, { n: 1 }]);
    socket.emit('say "hi"', 1);
    assert.deepEqual(await heard(socket, 'say "hi"'), [1]);
    assert.deepEqual(await asked(socket, 'ack', { a: 1 }), [null, { got: [{ a: 1 }] }]);
    assert.equal((await asked(socket, 'ack', 'fail'))[0].code, 'failed');
    socket.on('question', ({ n }, answer) => answer(null, n + 1));
    socket.emit('askme', 4);
    assert.deepEqual(await heard(socket, 'answered'), [null, 5]);

    const [, info] = await asked(socket, 'info');
    assert.equal(info.query.x, 'a&b=c');
    assert.ok(transports.includes(info.transport), info.transport);

    socket.emit('burst', { count: 50, size: 1000 });
    assert.deepEqual(await heard(socket, 'burstdone'), [50]);
    socket.emit('startTicks', { every: 10 });
    await heard(socket, 'tick');
    socket.emit('stopTicks');
    const announced = heard(socket, 'news');
    await server.tell('emit {"event":"news","args":[1]}');
    assert.deepEqual(await announced, [1]);

    if (version > 0) {
      socket.emit('bin', { name: 'f', data: Buffer.from([1, 2, 3, 255]) });
      const [binary] = await heard(socket, 'bin');
      assert.deepEqual([...binary.data], [1, 2, 3, 255]);
      const [, back] = await asked(socket, 'binack', Buffer.from([9]));
      assert.deepEqual([[...back.data], back.len], [[9], 1]);
    }

    const { sessions, joined, unhandled, received } = await server.tell('counts');
    assert.deepEqual([sessions, joined['/'], unhandled, received.echo], [1, 1, 1, 1]);
    socket.emit('kill');
    await heard(socket, 'disconnect');
    await untilGone();

    const credentials = { auth: { token: 'good' }, query: { token: 'good' } };
    const secure = connect({ namespace: '/secure', ...credentials });
    await heard(secure, 'connect');
    secure.emit('kick');
    await heard(secure, 'disconnect');
    secure.disconnect();
    const chat = connect({ namespace: '/chat' });
    await heard(chat, 'connect');
    assert.equal((await asked(chat, 'info'))[1].namespace, '/chat');
    chat.emit('kickclose');
    await heard(chat, 'disconnect');

    const refusals = client > 2 ? 'connect_error' : 'error';
    const refused = connect({ query: { token: 'bad' } });
    const [reason] = await heard(refused, refusals);
    // Version 4 sends clients of version 2 the data in the message's place.
    assert.equal(reason?.data?.code ?? reason?.code, version > 2 ? 401 : undefined);
    if (client > 2 || version < 3) assert.match(reason?.message ?? reason, version > 0 ? /bad token/ : /unauthorized/);
    // The 0.9 client stumbles over a connection that never was.
    if (version > 0) refused.disconnect();
    const stranger = connect({ namespace: '/secure' });
    await heard(stranger, version > 0 ? refusals : 'connect_failed');
    stranger.disconnect();
  } finally {
    await server.stop();
  }
}

for (const [version, client, ...more] of [[0, 0], [1, 1], [2, 2], [3, 3], [4, 4], [4, 4, '--allow-eio3'], [4, 2, '--allow-eio3']]) {
  for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
    await check(version, client, transports, ...more);
    console.log(`server ${version} ${more.join(' ')}, client ${client}, ${transports}: good`);
  }
}
process.exit(0);
