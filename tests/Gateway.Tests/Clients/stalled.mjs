import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { connect, say, url } from './client.mjs';

const separator = '\x1e';
const rounds = 900;
const pad = 'x'.repeat(32 * 1024);

// A client by hand, for the library reads whatever comes.
const stalled = new WebSocket(`${url.replace('http', 'ws')}live`);
const received = [];
let rest = '';
stalled.on('message', bytes => {
  const records = (rest + bytes).split(separator);
  rest = records.pop();
  for (const record of records) received.push(JSON.parse(record));
  tell();
});
let tell = () => {};
const until = condition => new Promise(resolve => {
  tell = () => condition() && resolve();
  tell();
});
const send = message => stalled.send(JSON.stringify(message) + separator);
await new Promise((resolve, reject) => stalled.on('open', resolve).on('error', reject));
send({ protocol: 'json', version: 1 });
send({ type: 1, invocationId: '1', target: 'Subscribe', arguments: [{ hub: 'home', topics: ['big'] }] });
await until(() => received.some(({ target, arguments: [message] = [] }) => target === 'topic' && message.state === 'live'));
stalled._socket.pause();

// The healthy client gets each event before the next is fired, while the other reads nothing.
const healthy = await connect();
await healthy.subscribe(['big']);
await healthy.untilTopic('big', 'live');
for (let n = 1; n <= rounds; n++) {
  const outcome = await healthy.invoke('Command', { hub: 'home', name: 'fire_event', args: { event_type: 'big', event_data: { n, pad } } });
  assert.equal(outcome.status, 'ok', JSON.stringify(outcome).slice(0, 500));
  await healthy.until(message => message.data?.data.n === n, `event ${n}`, Math.max(0, healthy.log.length - 3));
}
assert.deepEqual(healthy.events().map(event => event.data.data.n), Array.from({ length: rounds }, (_, n) => n + 1));
assert.equal(healthy.count(message => message.type === 'gap'), 0);

stalled._socket.resume();
const gapOf = () => received.find(({ target }) => target === 'gap')?.arguments[0];
await until(gapOf);
const numbers = () => received.filter(({ target }) => target === 'event').map(({ arguments: [event] }) => event.data.data.n);
await until(() => numbers().includes(rounds));
const gap = gapOf();
assert.equal(gap.hub, 'home');
assert.ok(gap.dropped > 0 && gap.ms >= 0 && gap.conflated >= 0, JSON.stringify(gap));
const got = numbers();
assert.ok(got.every((n, index) => index === 0 || n > got[index - 1]), 'what it does get is in order');
const told = received.filter(({ target }) => target === 'gap').reduce((sum, { arguments: [{ dropped }] }) => sum + dropped, 0);
assert.equal(got.length + told, rounds, 'what is missing is what was told');
say(`${got.length} events and a gap of ${told}`);
stalled.terminate();
process.exit(0);
