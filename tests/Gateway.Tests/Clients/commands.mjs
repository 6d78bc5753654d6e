import assert from 'node:assert/strict';
import { connect, say } from './client.mjs';

// The hub answers with the context it fired the event under, and the event carries the number under that context: an answer
// that reached the wrong call shows as a number that does not belong to it.
const callsEach = 500;
const watcher = await connect();
await watcher.subscribe(['numbered']);
await watcher.untilTopic('numbered', 'live');

const callers = await Promise.all(Array.from({ length: 8 }, connect));
const calls = callers.flatMap((caller, c) => Array.from({ length: callsEach }, async (_, k) => {
  const number = c * callsEach + k;
  const outcome = await caller.invoke('Command', { hub: 'home', name: 'fire_event', args: { event_type: 'numbered', event_data: { number } }, timeoutMs: 60_000 });
  assert.equal(outcome.status, 'ok', JSON.stringify(outcome));
  assert.ok(outcome.elapsedMs >= 0);
  return [number, outcome.result.context.id];
}));
const answers = await Promise.all(calls);
await callers[0].invoke('Command', { hub: 'home', name: 'fire_event', args: { event_type: 'numbered', event_data: { number: -1 } } });
await watcher.until(message => message.data?.data.number === -1, 'the event fired last');

const numberOf = new Map(watcher.events().slice(0, -1).map(({ data }) => [data.context.id, data.data.number]));
const mismatches = answers.filter(([number, context]) => numberOf.get(context) !== number);
assert.equal(numberOf.size, callers.length * callsEach);
assert.deepEqual(mismatches, []);
say(`${answers.length} calls, ${mismatches.length} mismatches`);
process.exit(0);
