import { none, reading } from '../text/format.js';
import { t } from '../text/words.js';

// Hubs' words that people have words of their own for; any other is shown as it came.
const known = new Set(['on', 'off', 'home', 'not_home', 'open', 'closed', 'opening', 'closing', 'unavailable', 'unknown', 'locked', 'unlocked', 'idle', 'heat', 'cool', 'auto', 'true', 'false']);

export function valueWords({ value, unit }) {
  if (value === null || value === undefined) return none;
  // What should be a word or a number may be anything, also what cannot be made one.
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (known.has(text)) return t(`value.${text}`);
  // Home Assistant's states are texts: one with a unit is a number, one without, such as a code or a version, may just look like one.
  const isNumber = typeof value === 'number' || (Boolean(unit) && text.trim() !== '' && Number.isFinite(Number(text)));
  return [isNumber ? reading(Number(text)) : text, typeof unit === 'string' && unit].filter(Boolean).join(unit === '°' || unit === '%' ? '' : ' ');
}

export const readingWords = one => (one.label ? `${one.label} ${valueWords(one)}` : valueWords(one));
export const levelWords = ({ value, unit }) => valueWords({ value, unit });
