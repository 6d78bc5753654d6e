import { bearer } from '../data/access.js';
import { apiUrl, hubPath } from '../data/api.js';
import { leave, stay } from '../data/hubs.js';
import { t } from '../text/words.js';

const deadlineMs = 5000;
// The gateway gives a hub's address 10 s to answer.
const pairDeadlineMs = 15_000;
// A test takes 20 s at most.
const testDeadlineMs = 30_000;

export const kindsOf = () => ask('kinds', 'GET');
export const settingsOf = hub => ask(hubPath(hub, '/settings'), 'GET');
// `isNew`: not over a hub that somebody else has added meanwhile.
export const save = (hub, body, isNew) => ask(hubPath(hub, '/settings'), 'PUT', body, deadlineMs, isNew && { 'if-none-match': '*' }).then(applied).then(() => stay(hub));
export const remove = hub => ask(hubPath(hub, '/settings'), 'DELETE').then(applied).then(() => leave(hub));
export const test = (kind, body) => ask(`kinds/${kind}/test`, 'POST', body, testDeadlineMs);
export const pair = (kind, body) => ask(`kinds/${kind}/pair`, 'POST', body, pairDeadlineMs);
// What is not there suggests nothing.
export const discover = () => ask('discovery', 'GET').then(answer => answer.found ?? [], () => []);

// The same hub, on or off. What it keeps secret is left out, and so stays.
export async function setEnabled(hub, enabled) {
  const { kind, options } = await settingsOf(hub);
  return save(hub, { kind, options: { ...options, Enabled: enabled } });
}

// It is done, and does not count yet: something else in the configuration must be mended first. Throws with `saved`.
function applied(answer) {
  if (answer?.waitsFor) throw Object.assign(new Error(answer.waitsFor), { saved: true });
}

// Throws with `status`, and with `errors` by option where a form has mistakes.
async function ask(path, method, body, deadline = deadlineMs, headers = {}) {
  const token = await bearer();
  const response = await fetch(apiUrl(path), {
    method,
    headers: {
      accept: 'application/json, application/problem+json',
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body && JSON.stringify(body),
    cache: 'no-store',
    signal: AbortSignal.timeout(deadline),
  });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const fault = new Error(answer?.detail ?? t('api.answered', { method, status: String(response.status) }));
  throw Object.assign(fault, { status: response.status, errors: answer?.errors ?? null });
}
