// The account behind the Pryv stand-in: its events and streams, and the methods that read and change them.
const secondsOfDay = 86_400;
const listKeys = ['streams', 'types', 'fromTime', 'toTime', 'sortAscending', 'skip', 'limit', 'state', 'modifiedSince', 'includeDeletions'];
const numbers = ['fromTime', 'toTime', 'skip', 'limit', 'modifiedSince'];

export class Fault extends Error {
  constructor(id, message, data) {
    super(message);
    this.body = { id, message, ...(data !== undefined && { data }) };
  }
}

export class Diary {
  events = new Map();
  deletions = [];
  streams = ['diary', 'sensors'].map(id => ({ id, name: id, parentId: null, children: [] }));
  #ids = 0;
  #latest = 0;

  // changed hears 'events' or 'streams' before the method returns.
  constructor(changed) {
    this.changed = changed;
  }

  // Float seconds; no two changes share one.
  now() {
    this.#latest = Math.max(Date.now() / 1000, this.#latest + 0.001);
    return Math.round(this.#latest * 1000) / 1000;
  }

  methods = {
    'events.get': params => this.#list(check(params)),
    'events.create': params => ({ event: this.#put({ id: `e${++this.#ids}`, time: Date.now() / 1000, created: this.now(), ...params }) }),
    'events.update': ({ id, update }) => ({ event: this.#put({ ...this.#known(id), ...update }) }),
    'events.delete': ({ id }) => this.#delete(this.#known(id)),
    'streams.get': () => ({ streams: this.streams }),
    'streams.create': ({ id, name = id, parentId = null }) => {
      const stream = { id, name, parentId, children: [] };
      this.streams.push(stream);
      this.changed('streams');
      return { stream };
    },
  };

  #list({ streams, types, fromTime, toTime, sortAscending = false, skip = 0, limit, state = 'default', modifiedSince, includeDeletions = false }) {
    if (fromTime === undefined && toTime === undefined) limit ??= 20;
    const from = fromTime ?? (toTime === undefined ? -Infinity : toTime - secondsOfDay);
    const to = toTime ?? Math.max(Date.now() / 1000, this.#latest);
    const page = list => list.slice(skip, limit === undefined ? undefined : skip + limit);
    const events = [...this.events.values()]
      .filter(event => event.time >= from && event.time <= to)
      .filter(event => state === 'all' || (event.trashed ?? false) === (state === 'trashed'))
      .filter(event => modifiedSince === undefined || event.modified > modifiedSince)
      .filter(event => !streams || event.streamIds.some(id => streams.includes(id)))
      .filter(event => !types || types.includes(event.type))
      .sort((a, b) => (sortAscending ? a.time - b.time : b.time - a.time));
    const answer = { events: page(events) };
    if (modifiedSince !== undefined && includeDeletions) {
      answer.eventDeletions = page(this.deletions.filter(({ deleted }) => deleted >= modifiedSince).sort((a, b) => b.deleted - a.deleted));
    }
    return answer;
  }

  #known(id) {
    if (!this.events.has(id)) throw new Fault('unknown-resource', `Unknown event "${id}"`);
    return this.events.get(id);
  }

  #put(event) {
    const unknown = (event.streamIds ?? []).filter(id => !this.streams.some(stream => stream.id === id));
    if (unknown.length > 0) throw new Fault('unknown-referenced-resource', `Unknown referenced stream "${unknown[0]}"`, { streamIds: unknown });
    const stored = { ...event, modified: this.now() };
    this.events.set(stored.id, stored);
    this.changed('events', stored);
    return stored;
  }

  // The first delete puts it into the trash, the second ends it.
  #delete(event) {
    if (!event.trashed) return { event: this.#put({ ...event, trashed: true }) };
    this.events.delete(event.id);
    this.deletions.push({ id: event.id, deleted: this.now() });
    this.changed('events', event);
    return { eventDeletion: { id: event.id } };
  }
}

// The schema is closed: a key it does not know is a fault, as is a number that is none.
function check(params) {
  const faults = Object.entries(params).flatMap(([key, value]) => {
    if (!listKeys.includes(key)) return [{ code: 'OBJECT_ADDITIONAL_PROPERTIES', params: [[key]], message: 'must NOT have additional properties', path: '#/' }];
    return numbers.includes(key) && typeof value !== 'number' ? [{ code: 'INVALID_TYPE', params: [['number']], message: 'must be number', path: `#/${key}` }] : [];
  });
  if (faults.length > 0) throw new Fault('invalid-parameters-format', "The parameters' format is invalid.", faults);
  return params;
}
