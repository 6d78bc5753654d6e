import assert from 'node:assert/strict';
import { connect, hear, say } from './client.mjs';

const topic = 'entities/*';
const clients = await Promise.all(Array.from({ length: 20 }, connect));
await Promise.all(clients.map(client => client.subscribe([topic])));
await Promise.all(clients.map(client => client.untilTopic(topic, 'live')));
const marks = clients.map(client => client.log.length);
say('live');

await Promise.all(clients.map((client, index) => client.untilTopic(topic, 'pending', marks[index])));
say('pending');

await Promise.all(clients.map((client, index) => client.untilTopic(topic, 'live', marks[index])));
say('live again');

const isMark = message => message.topic === 'entities/input_boolean.guest_mode';
await Promise.all(clients.map((client, index) => client.until(isMark, 'the event after the reconnect', marks[index])));
for (const [index, client] of clients.entries()) {
  const since = client.log.slice(marks[index]);
  assert.deepEqual(since.filter(message => message.type === 'topic').map(message => message.state), ['pending', 'live']);
  assert.deepEqual(
    since.filter(message => message.type === 'event').map(({ topic: on, name, data }) => `${on} ${name} ${data?.state ?? data}`).sort(),
    ['entities/input_boolean.guest_mode changed on', 'entities/light.hall changed on', 'entities/switch.garden_pump removed null'],
    'the difference, and nothing that had not changed');
  assert.ok(since.filter(message => message.type === 'event').every(event => event.snapshot === undefined), 'as ordinary events');
  assert.equal(since.filter(message => message.type === 'gap').length, 0);

  const states = since.filter(message => message.type === 'hub').map(message => message.state);
  assert.equal(states.at(-1), 'online', `hub messages told ${states}`);
  assert.ok(states.includes('retrying'), `hub messages told ${states}`);
  const retrying = since.find(message => message.type === 'hub' && message.state === 'retrying');
  assert.ok(retrying.reason.length > 0 && Date.parse(retrying.nextAttempt) > 0);
}
await Promise.all(clients.map(client => client.stop()));
process.exit(0);
