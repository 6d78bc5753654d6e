const clockTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const none = '–';

export const count = value => whole.format(value ?? 0);
export const plural = (value, word) => `${count(value)} ${word}${value === 1 ? '' : 's'}`;
export const number = value => (value >= 100 ? whole : tenth).format(value);
export const rate = value => `${number(value ?? 0)}/s`;
export const milliseconds = value => (value == null ? none : `${number(value)} ms`);
export const dateTime = time => (time ? fullTime.format(new Date(time)) : '');
export const time = value => clockTime.format(new Date(value));
export const thousandths = value => String(new Date(value).getMilliseconds()).padStart(3, '0');

export function duration(ms) {
  // Clocks of browser and gateway differ a little; a negative age helps nobody.
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 10 ? `${minutes} m ${seconds % 60} s` : `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export const age = (value, now) => (value ? duration(now - Date.parse(value)) : none);
