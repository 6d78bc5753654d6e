import { deconz } from './deconz.js';
import { homeAssistant } from './home-assistant.js';
import { homey } from './homey.js';

// What the kinds with state know of theirs:
// merge(before, event) -> the whole value after it, null where it is gone, undefined where the event is no state;
// name(data) -> what people call it; describe(before, description) -> the value with what the hub's list says;
// thing(data, topic) -> { power?, level?, readings, away } for a tile:
//   power { on, command(on) }, level { value, min, max, step, unit, scale, command(value) }, readings [{ label?, value, unit? }].
// A command is { name, args }, confirmed by the next event on the thing's own topic.
// A hub may send anything, also what none of them is written for: that thing then has no name, no tile controls, and the rest goes on.
const kinds = Object.fromEntries(Object.entries({ HomeAssistant: homeAssistant, Homey: homey, Deconz: deconz }).map(([kind, known]) => [kind, {
  merge: guarded(known.merge, () => undefined),
  name: guarded(known.name, () => undefined),
  describe: guarded(known.describe, before => before),
  thing: guarded((data, topic) => sound(known.thing(data, topic)), () => ({ away: false, readings: [] })),
}]));

export const thingsOf = kind => (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined);

// A slider needs numbers; without them there is none. That the thing has no value yet is no fault.
function sound({ level, ...thing }) {
  const slides = level && [level.value ?? 0, level.min, level.max, level.step].every(Number.isFinite);
  return { ...thing, level: slides ? level : undefined };
}

function guarded(work, otherwise) {
  return (...given) => {
    try {
      return work(...given);
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault;
      return otherwise(...given);
    }
  };
}
