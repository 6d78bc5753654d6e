import { bearer } from './access.js';
import { noteTime } from './clock.js';
import { t } from '../text/words.js';

// Relative to the document, so that the page works under any base path behind a proxy.
export const apiUrl = path => new URL(`api/${path}`, document.baseURI).href;
export const hubPath = (hub, rest = '') => `hubs/${encodeURIComponent(hub)}${rest}`;

const deadlineMs = 5000;

export const getJson = path => request(path, 'GET');
export const post = path => request(path, 'POST');
export const del = path => request(path, 'DELETE');

async function request(path, method) {
  const token = await bearer();
  const askedAt = Date.now();
  const response = await fetch(apiUrl(path), {
    method,
    headers: { accept: 'application/json, application/problem+json', ...(token && { authorization: `Bearer ${token}` }) },
    cache: 'no-store',
    signal: AbortSignal.timeout(deadlineMs),
  });
  noteTime(response.headers.get('date'), askedAt);
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  const error = new Error(body?.detail ?? body?.title ?? t('api.answered', { method, status: String(response.status) }));
  error.status = response.status;
  throw error;
}
