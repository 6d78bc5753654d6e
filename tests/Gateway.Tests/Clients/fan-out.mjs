import assert from 'node:assert/strict';
import { connect, hear, say } from './client.mjs';

const topic = 'entities/*';
const clients = await Promise.all(Array.from({ length: 100 }, connect));
await Promise.all(clients.map(client => client.subscribe([topic])));
const live = await Promise.all(clients.map(client => client.untilTopic(topic, 'live')));
say('live');

const isLast = message => message.topic === 'entities/input_number.hall_level' && message.data.state === '50';
await Promise.all(clients.map(client => client.until(isLast, 'the last of the live events')));
for (const [index, client] of clients.entries()) {
  const before = client.events().filter(event => client.log.indexOf(event) < live[index]);
  assert.ok(before.length > 20, `a snapshot has every entity, not ${before.length}`);
  assert.ok(before.every(event => event.snapshot === true), 'before live there is nothing but the snapshot');
  assert.equal(new Set(before.map(event => event.topic)).size, before.length, 'each entity once');

  const after = client.events(live[index]);
  assert.ok(after.every(event => event.snapshot === undefined), 'after live there is no snapshot');
  assert.deepEqual(after.map(event => event.data.state), Array.from({ length: 50 }, (_, n) => String(n + 1)));
  const sequences = after.map(event => Number(event.cursor.split(':')[1]));
  assert.ok(sequences.every((sequence, n) => n === 0 || sequence === sequences[n - 1] + 1), 'cursors ascend by one');
  assert.deepEqual(after, clients[0].events(live[0]), 'every client gets the same events');
}
say('counted');

await hear('leave');
await Promise.all(clients.map(client => client.stop()));
say('left');
process.exit(0);
