import { createStore } from '../data/store.js';
import de from './de.js';
import en from './en.js';

const storedAs = 'gateway-language';
const texts = { en, de };

export const languages = Object.keys(texts);
// What the page is told in: the address's #lang=…, else what was chosen before, else the first of the browser's that we have.
export const language = createStore(asked() ?? remembered() ?? wished());
const intl = { of: '', plurals: null, numbers: null };

document.documentElement.lang = language.get();
window.addEventListener('hashchange', () => asked() && chooseLanguage(asked()));

export function chooseLanguage(code) {
  try {
    localStorage.setItem(storedAs, code);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
  document.documentElement.lang = code;
  language.set(code);
}

// The browser's own region for the language, so that an Austrian reads Austrian dates.
export function locale() {
  const code = language.get();
  return navigator.languages.find(name => name === code || name.startsWith(`${code}-`)) ?? code;
}

// The text of a key; {name} stands for a value, and `count` chooses between key_one and key_other.
export const t = (key, values = {}) => rich(key, values).join('');

// The same in pieces, where a value may be an element.
export function rich(key, values = {}) {
  return pieces(key, values.count).map((piece, index) => (index % 2 ? shown(values[piece]) : piece)).filter(piece => piece !== '');
}

function pieces(key, count) {
  const own = texts[language.get()];
  const wanted = key in own || count === undefined ? key : `${key}_${rules().plurals.select(count)}`;
  return (own[wanted] ?? own[`${key}_other`] ?? key).split(/\{(\w+)\}/);
}

const shown = value => (typeof value === 'number' ? rules().numbers.format(value) : value ?? '');

function rules() {
  if (intl.of !== language.get()) {
    Object.assign(intl, {
      of: language.get(),
      plurals: new Intl.PluralRules(language.get()),
      numbers: new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }),
    });
  }
  return intl;
}

function asked() {
  return known(new URLSearchParams(location.hash.slice(1)).get('lang'));
}

function remembered() {
  try {
    return known(localStorage.getItem(storedAs));
  } catch {
    return undefined;
  }
}

function wished() {
  return navigator.languages.map(name => known(name.slice(0, 2).toLowerCase())).find(Boolean) ?? 'en';
}

function known(code) {
  return languages.includes(code) ? code : undefined;
}
