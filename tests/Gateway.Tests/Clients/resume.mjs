import assert from 'node:assert/strict';
import { connect, hear, say } from './client.mjs';

const topics = ['entities/*', 'probe'];
const newest = client => client.log.findLast(message => message.cursor && !message.snapshot).cursor;

const keeper = await connect();
await keeper.subscribe(topics);
await Promise.all(topics.map(topic => keeper.untilTopic(topic, 'live')));

const first = await connect();
await first.subscribe(topics);
await Promise.all(topics.map(topic => first.untilTopic(topic, 'live')));
say('live');
await first.until(message => message.topic === 'probe' && message.data?.data.n === 0, 'the first event');
const cursor = newest(first);
await first.stop();
say('stopped');

// Whatever happened meanwhile comes again, once, in order, between the cursor and `live`.
await hear('resume');
const second = await connect();
await second.subscribe(topics, { cursor });
const live = await Promise.all(topics.map(topic => second.untilTopic(topic, 'live')));
assert.deepEqual(live.map(index => second.log[index].recovered), [true, true]);
const missed = second.events().filter(event => second.log.indexOf(event) < Math.max(...live));
assert.deepEqual(
  missed.filter(event => event.topic === 'probe').map(event => event.data.data.n), Array.from({ length: 30 }, (_, n) => n + 1));
assert.deepEqual(
  missed.filter(event => event.topic === 'entities/light.hall').map(event => event.data.state), ['on', 'off', 'on']);
assert.equal(missed.length, 33, 'nothing else');
assert.ok(missed.every(event => event.snapshot === undefined));
await second.stop();

// A cursor of another life of the gateway: said so, and a fresh snapshot instead.
const third = await connect();
await third.subscribe(topics, { cursor: `00000000:${cursor.split(':')[1]}` });
const fresh = await Promise.all(topics.map(topic => third.untilTopic(topic, 'live')));
assert.deepEqual(fresh.map(index => third.log[index].recovered), [false, false]);
const snapshot = third.events();
assert.ok(snapshot.length > 20 && snapshot.every(event => event.snapshot === true && event.topic.startsWith('entities/')));

// A cursor from the future is none of ours either.
const fourth = await connect();
await fourth.subscribe(['entities/sun.sun'], { cursor: `${cursor.split(':')[0]}:999999999` });
const future = await fourth.untilTopic('entities/sun.sun', 'live');
assert.equal(fourth.log[future].recovered, false);
assert.equal(fourth.events().length, 1);
process.exit(0);
