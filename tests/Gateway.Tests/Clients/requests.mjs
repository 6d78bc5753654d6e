import assert from 'node:assert/strict';
import { connect, hear, say, url } from './client.mjs';

const client = await connect();
const faultOf = promise => promise.then(() => assert.fail('no fault was raised'), fault => fault.message);

// Hubs.
const [home, ...others] = await client.invoke('Hubs');
assert.equal(others.length, 0);
assert.equal(home.hub, 'home');
assert.equal(home.kind, 'HomeAssistant');
assert.equal(home.state, 'online');
assert.deepEqual(await (await fetch(`${url}api/hubs`)).json().then(([hub]) => Object.keys(hub)), Object.keys(home));

// One bad topic does not spoil the others.
const answer = await client.subscribe(['entities/light.*', 'entities/light.*.more', '{"type":"call_service"}', 'probe']);
assert.equal(answer.hub, 'home');
assert.deepEqual(answer.topics.map(({ state }) => state), ['live', 'refused', 'refused', 'live']);
assert.match(answer.topics[1].error, /followed by a single \*/);
assert.match(answer.topics[2].error, /"call_service" is not known to subscribe/);
assert.equal(answer.topics[0].error, undefined);
await client.untilTopic('entities/light.*', 'live');
assert.equal(client.count(message => message.topic === 'entities/light.*.more'), 0, 'a refused topic sends nothing');

// A JSON topic may be an object, and is known by its canonical text.
const trigger = { type: 'subscribe_trigger', trigger: { platform: 'state', entity_id: 'light.hall' } };
const named = await client.subscribe([trigger]);
const canonical = '{"trigger":{"entity_id":"light.hall","platform":"state"},"type":"subscribe_trigger"}';
assert.deepEqual(named.topics, [{ topic: canonical, state: 'live' }]);

// Malformed requests.
assert.match(await faultOf(client.invoke('Subscribe', { hub: 'nowhere', topics: ['x'] })), /There is no hub 'nowhere'; configured are 'home'/);
assert.match(await faultOf(client.invoke('Subscribe', { topics: ['x'] })), /'hub' is missing/);
assert.match(await faultOf(client.invoke('Subscribe', { hub: 'home' })), /'topics' must be an array/);
assert.match(await faultOf(client.invoke('Subscribe', { hub: 'home', topics: [] })), /'topics' must be an array of at least one/);
assert.match(await faultOf(client.invoke('Subscribe', { hub: 'home', topics: [1] })), /'topics' must hold texts, not a number/);
assert.match(await faultOf(client.invoke('Subscribe', { hub: 'home', topics: ['x'], cursor: '5' })), /'cursor' is not a cursor/);
assert.match(await faultOf(client.invoke('Subscribe', 'home')), /one JSON object, not a text/);
assert.match(await faultOf(client.invoke('Unsubscribe', { hub: 'home' })), /'topics'/);
assert.match(await faultOf(client.invoke('Command', { hub: 'nowhere', name: 'ping' })), /There is no hub 'nowhere'/);
assert.match(await faultOf(client.invoke('Command', { hub: 'home' })), /'name' is missing/);
assert.match(await faultOf(client.invoke('Command', { hub: 'home', name: 'ping', timeoutMs: 'soon' })), /'timeoutMs' must be a whole number/);
assert.match(await faultOf(client.invoke('Subscribe')), /'Subscribe'.* provides 0 argument\(s\) but target expects 1/);
assert.match(await faultOf(client.invoke('Hubs', {})), /'Hubs'.* provides 1 argument\(s\) but target expects 0/);

// A hub's refusal is an answer, in the hub's words.
const refused = await client.invoke('Command', { hub: 'home', name: 'call_service', args: { domain: 'light', service: 'explode' } });
assert.equal(refused.status, 'rejected');
assert.deepEqual(refused.error.hubError, { code: 'not_found', message: 'Service not found.' });
const sent = await client.invoke('Command', { hub: 'home', name: 'fire_event', args: { event_type: 'probe' }, wait: false });
assert.equal(sent.status, 'sent');
await client.until(message => message.topic === 'probe', 'the event that was fired');

// Unsubscribing: answers what was held, and ends what comes.
assert.deepEqual(await client.invoke('Unsubscribe', { hub: 'home', topics: ['entities/light.*', 'never/held', trigger] }), ['entities/light.*', canonical]);
say('unsubscribed');
await hear('changed');
const mark = client.log.length;
await client.invoke('Command', { hub: 'home', name: 'fire_event', args: { event_type: 'probe' } });
await client.until(message => message.topic === 'probe', 'an event of the topic that is left', mark);
assert.equal(client.count(message => message.topic === 'entities/light.hall' && !message.snapshot), 0);
process.exit(0);
