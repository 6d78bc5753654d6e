const shownChanges = 4;
const deepest = 6;
const mostFields = 200;
const longestValue = 48;

// Fields which change with every message and say nothing about the thing itself.
const noise = new Set(['last_changed', 'last_updated', 'last_reported', 'lastupdated', 'lastseen', 'lastUpdated', 'time_fired',
  'transactionTime', 'transactionId', 'modified', 'modifiedBy', 'context', 'entity_id', 'friendly_name', 'capabilityId']);

// A short difference: [{ field, before?, after }] plus how many more there are.
export function difference(before, after) {
  if (!isObject(before) || !isObject(after)) {
    if (before !== undefined && same(before, after)) return { changes: [], more: 0 };
    return limit(isObject(after) ? summary(after) : [{ field: '', before: value(before), after: value(after) }]);
  }
  const old = flatten(before);
  const now = flatten(after);
  const changes = [];
  for (const [path, next] of now) {
    const last = old.get(path);
    if (!old.has(path)) changes.push({ field: label(path), after: value(next) });
    else if (!same(last, next)) changes.push({ field: label(path), before: value(last), after: value(next) });
  }
  return limit(changes);
}

export function firstSight(data) {
  return limit(isObject(data) ? summary(data) : [{ field: '', after: value(data) }]);
}

function summary(data) {
  const fields = [...flatten(data)];
  const plain = fields.filter(([, next]) => !isObject(next) && next !== null);
  return (plain.length ? plain : fields).map(([path, next]) => ({ field: label(path), after: value(next) }));
}

function limit(changes) {
  return { changes: changes.slice(0, shownChanges), more: Math.max(0, changes.length - shownChanges) };
}

function flatten(data, path = '', fields = new Map(), depth = 0) {
  for (const key of Object.keys(data)) {
    if (fields.size >= mostFields) break;
    if (noise.has(key)) continue;
    const next = path ? `${path}.${key}` : key;
    if (isObject(data[key]) && depth < deepest && !isShortList(data[key])) flatten(data[key], next, fields, depth + 1);
    else fields.set(next, data[key]);
  }
  return fields;
}

function label(path) {
  const parts = path.split('.');
  const last = parts.at(-1);
  return /^\d+$/.test(last) && parts.length > 1 ? parts.slice(-2).join('.') : last;
}

function value(data) {
  if (data === undefined) return undefined;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

const isObject = data => data !== null && typeof data === 'object';
const isShortList = data => Array.isArray(data) && data.length <= 8 && data.every(item => !isObject(item));
const same = (a, b) => a === b || (isObject(a) && isObject(b) && JSON.stringify(a) === JSON.stringify(b));
