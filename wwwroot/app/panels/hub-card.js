import { html, useState } from '../../lib/preact.js';
import { access, isAdmin } from '../data/access.js';
import { hubPath, post } from '../data/api.js';
import { useNow } from '../data/clock.js';
import { gateway } from '../data/connection.js';
import { historyOf } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { HubMenu } from '../hub-form/hub-menu.js';
import { kindOf } from '../kinds.js';
import { State } from '../parts/icon.js';
import { Sparkline } from '../parts/sparkline.js';
import { age, count, dateTime, duration, milliseconds, none, number, time } from '../text/format.js';
import { rich, t } from '../text/words.js';

export function HubCard({ status, chosen, onShow }) {
  const now = useNow();
  const online = useStore(gateway).state === 'online';
  const [fault, setFault] = useState('');
  useStore(access);
  const history = historyOf(status.hub);
  const perSecond = number(status.eventsPerSecond ?? 0);

  const reconnect = () => post(hubPath(status.hub, '/reconnect')).then(() => setFault(''), problem => setFault(problem.message));

  return html`
    <article class=${`card${chosen ? ' chosen' : ''}`} data-testid="hub-card" data-hub=${status.hub} aria-label=${t('hubs.hub', { hub: status.hub })}>
      <div class="card-head">
        <h3>${status.hub}</h3>
        <span class="kind" title=${status.version ?? ''}>${kindAndVersion(status)}</span>
      </div>
      <div class="card-state">
        <${State} state=${status.state} testId="hub-state" />
        <span class="muted" title=${dateTime(status.since)}>${age(status.since, now)}</span>
        <${Sparkline} history=${history} version=${history.times.at(-1)} label=${t('hubs.sparkline', { rate: perSecond })} />
        <span class="rate-now">${rich('hubs.rate', { rate: html`<b data-testid="hub-rate">${perSecond}</b>` })}</span>
      </div>
      ${status.reason && html`<p class="reason" data-testid="hub-reason">${status.reason}</p>`}
      ${status.nextAttempt && html`<p class="reason muted" data-testid="hub-next-attempt">${nextAttempt(status.nextAttempt, now)}</p>`}
      <dl class="facts">
        <${Fact} name=${t('hubs.last_event')} value=${status.lastEvent ? t('hubs.ago', { age: age(status.lastEvent, now) }) : none} title=${dateTime(status.lastEvent)} />
        <${Fact} name=${t('hubs.round_trip')} value=${milliseconds(status.roundTripMs)} />
        <${Fact} name=${t('hubs.clients')} value=${count(status.clients)} />
        <${Fact} name=${t('hubs.reconnects')} value=${count(status.reconnects)} />
        <${Topics} topics=${status.topics ?? {}} />
        ${status.commands && html`<${Commands} limits=${status.commands} />`}
      </dl>
      ${fault && html`<p class="reason bad" role="alert">${fault}</p>`}
      <div class="actions">
        <button class="small" data-testid="hub-show-events" aria-pressed=${String(chosen)} onClick=${onShow}>${chosen ? t('hubs.show_all') : t('hubs.show_events')}</button>
        ${isAdmin() && html`<button class="small" data-testid="hub-reconnect" disabled=${!online} onClick=${reconnect}>${t('hubs.reconnect')}</button>`}
        ${isAdmin() && html`<${HubMenu} hub=${status.hub} />`}
      </div>
    </article>`;
}

function Fact({ name, value, title, tone = '', testId }) {
  return html`<div title=${title} data-testid=${testId}><dt>${name}</dt><dd class=${tone}>${value}</dd></div>`;
}

// The worst that there is to say of them; all of it in the title.
function Topics({ topics: { live = 0, pending = 0, failed = 0 } }) {
  const all = t('hubs.topics_title', { live, pending, failed });
  const [words, tone] = failed ? [t('hubs.topics_failed', { failed }), 'bad'] : pending ? [t('hubs.topics_pending', { pending }), 'warn'] : [t('hubs.topics_live', { live }), ''];
  return html`<${Fact} name=${t('hubs.topics')} value=${words} title=${all} tone=${tone} testId="hub-topics" />`;
}

// How much the hub may be sent; what the hub itself slowed down stands out.
function Commands({ limits: { perSecond, burst, available, limited, busy } }) {
  const tone = busy || limited > 0 || available < burst / 2 ? 'warn' : '';
  const title = [t('hubs.commands_title', { perSecond, burst, limited }), busy && t('hubs.busy', { rate: number(busy.perSecond) })].filter(Boolean).join(' · ');
  return html`<${Fact} name=${t('hubs.commands')} value=${t('hubs.commands_left', { available, burst })} title=${title} tone=${tone} testId="hub-limits" />`;
}

function kindAndVersion({ kind, version = '' }) {
  const { label } = kindOf(kind);
  // Socket.IO servers have their generation for a version, which says the kind already.
  return version.toLowerCase().startsWith(label.toLowerCase()) ? version : `${label} ${version}`;
}

function nextAttempt(at, now) {
  const ms = Date.parse(at) - now;
  return ms > 0 ? t('hubs.next_attempt', { wait: duration(ms + 999), time: time(at) }) : t('hubs.trying_now');
}
