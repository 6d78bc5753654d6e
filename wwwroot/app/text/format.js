import { language, locale, t } from './words.js';

const made = { of: '' };

export const none = '–';

export const count = value => formats().whole.format(value ?? 0);
export const number = value => (value >= 100 ? formats().whole : formats().tenth).format(value);
// What a sensor says: no more than two decimals.
export const reading = value => formats().hundredth.format(value);
export const milliseconds = value => (value == null ? none : t('unit.ms', { value: number(value) }));
export const dateTime = value => (value ? formats().full.format(new Date(value)) : '');
export const time = value => formats().clock.format(new Date(value));
export const thousandths = value => String(new Date(value).getMilliseconds()).padStart(3, '0');

export function duration(ms) {
  // Clocks of browser and gateway differ a little; a negative age helps nobody.
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('duration.seconds', { s: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 10 ? t('duration.minutes_seconds', { m: minutes, s: seconds % 60 }) : t('duration.minutes', { m: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? t('duration.hours', { h: hours, m: minutes % 60 }) : t('duration.days', { d: Math.floor(hours / 24), h: hours % 24 });
}

export const age = (value, now) => (value ? duration(now - Date.parse(value)) : none);

export function bytes(value) {
  if (value < 1024) return t('unit.bytes', { value: count(value ?? 0) });
  return value < 1024 * 1024 ? t('unit.kilobytes', { value: number(value / 1024) }) : t('unit.megabytes', { value: number(value / 1024 / 1024) });
}

function formats() {
  if (made.of !== language.get()) {
    const region = locale();
    Object.assign(made, {
      of: language.get(),
      clock: new Intl.DateTimeFormat(region, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
      full: new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'medium' }),
      whole: new Intl.NumberFormat(region, { maximumFractionDigits: 0 }),
      hundredth: new Intl.NumberFormat(region, { maximumFractionDigits: 2 }),
      tenth: new Intl.NumberFormat(region, { maximumFractionDigits: 1 }),
    });
  }
  return made;
}
