import assert from 'node:assert/strict';
import { connect, say } from './client.mjs';

const client = await connect();
await client.subscribe(['probe', 'entities/light.*']);
await client.untilTopic('probe', 'live');
await client.untilTopic('entities/light.*', 'live');
say('live');
await client.until(message => message.topic === 'probe', 'an event');
const outcome = await client.invoke('Command', { hub: 'home', name: 'get_config' });
assert.equal(outcome.status, 'ok');
assert.match(client.connection.baseUrl, /\/house\//);
process.exit(0);
