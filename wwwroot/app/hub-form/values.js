// What a form holds by option: a text, true or false, rows of a map; undefined: as it was, or as it is by default; null: taken out.

// What the saved entry shows, as the fields hold it.
export function valuesOf(kind, entry) {
  const values = {};
  for (const { name, type, list } of kind.options) {
    const value = entry?.options[name];
    if (value === undefined) continue;
    if (type === 'map') values[name] = Object.keys(value).map(key => ({ key, text: '', kept: value[key] === null }));
    else values[name] = list ? value.join(' ') : value;
  }
  return values;
}

// What the gateway is told. An empty text is left out: of a secret that keeps what is stored, of anything else it is the default.
export function optionsOf(kind, values) {
  const options = {};
  for (const { name, type } of kind.options) {
    const value = values[name];
    if (value === undefined || value === '') continue;
    options[name] = type === 'map' && value !== null ? textsOf(value) : value;
  }
  return options;
}

const textsOf = rows => Object.fromEntries(rows.filter(({ key }) => key !== '').map(({ key, text, kept }) => [key, text === '' && kept ? null : text]));

// An id that no hub has yet.
export function freeId(wanted, taken) {
  const base = wanted.toLowerCase().replace(/[^a-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'hub';
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.some(hub => hub.toLowerCase() === id)) return id;
  }
}
