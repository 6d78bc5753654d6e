import { t } from './words.js';

const literals = ['true', 'false', 'null'];
const numberShape = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

// Browsers word and place JSON faults differently, some without any position; this says the same everywhere.
// Answers { value } or { fault: { message, line, column, lineText } }.
export function checkJson(text) {
  let at = 0;
  try {
    space();
    readValue(0);
    space();
    if (at < text.length) fail('json.nothing_more');
    return { value: JSON.parse(text) };
  } catch (fault) {
    return { fault: place(text, at, fault.message) };
  }

  function readValue(depth) {
    if (depth > 64) fail('json.less_nesting');
    const next = text[at];
    if (next === '{') readMany('}', depth, readMember);
    else if (next === '[') readMany(']', depth, readValue);
    else if (next === '"') readString();
    else readScalar();
  }

  function readMany(end, depth, readOne) {
    at++;
    space();
    if (text[at] === end) {
      at++;
      return;
    }
    for (;;) {
      readOne(depth + 1);
      space();
      if (text[at] === end) {
        at++;
        return;
      }
      if (text[at] !== ',') fail('json.comma_or_end', { end });
      at++;
      space();
    }
  }

  function readMember(depth) {
    if (text[at] !== '"') fail('json.name');
    readString();
    space();
    if (text[at] !== ':') fail('json.colon');
    at++;
    space();
    readValue(depth);
  }

  function readString() {
    const start = at++;
    for (; text[at] !== '"'; at++) {
      if (at >= text.length) {
        at = start;
        fail('json.closing_quote');
      }
      if (text[at] < ' ') fail('json.escape');
      if (text[at] !== '\\') continue;
      at++;
      if (text[at] === 'u' ? !/^[\da-fA-F]{4}$/.test(text.slice(at + 1, at + 5)) : !'"\\/bfnrt'.includes(text[at] ?? '?')) {
        fail('json.known_escape');
      }
    }
    at++;
  }

  function readScalar() {
    const literal = literals.find(word => text.startsWith(word, at));
    numberShape.lastIndex = at;
    const length = literal?.length ?? numberShape.exec(text)?.[0].length;
    if (!length) fail('json.value');
    at += length;
  }

  function space() {
    while (at < text.length && ' \t\n\r'.includes(text[at])) at++;
  }

  function fail(key, values) {
    throw new SyntaxError(t(key, values));
  }
}

function place(text, at, expected) {
  const before = text.slice(0, at).split('\n');
  const found = at >= text.length ? t('json.the_end') : `"${text[at]}"`;
  return {
    message: t('json.expected', { expected, found }),
    line: before.length,
    column: before.at(-1).length + 1,
    lineText: text.split('\n')[before.length - 1],
  };
}

export function describe(value) {
  if (Array.isArray(value)) return t('json.array', { length: value.length });
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  const fields = Object.keys(value).length;
  return t('json.object', { count: fields });
}
