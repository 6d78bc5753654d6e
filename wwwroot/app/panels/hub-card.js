import { html, useState } from '../../lib/preact.js';
import { access, isAdmin } from '../data/access.js';
import { hubPath, post } from '../data/api.js';
import { useNow } from '../data/clock.js';
import { gateway } from '../data/connection.js';
import { historyOf } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { kindOf } from '../kinds.js';
import { State } from '../parts/icon.js';
import { Sparkline } from '../parts/sparkline.js';
import { age, count, dateTime, duration, milliseconds, none, number, time } from '../text/format.js';

export function HubCard({ status, chosen, onShow }) {
  const now = useNow();
  const online = useStore(gateway).state === 'online';
  const [fault, setFault] = useState('');
  useStore(access);
  const history = historyOf(status.hub);
  const topics = status.topics ?? {};
  const perSecond = number(status.eventsPerSecond ?? 0);

  const reconnect = () => post(hubPath(status.hub, '/reconnect')).then(() => setFault(''), problem => setFault(problem.message));

  return html`
    <article class=${`card${chosen ? ' chosen' : ''}`} data-testid="hub-card" data-hub=${status.hub} aria-label=${`Hub ${status.hub}`}>
      <div class="card-head">
        <h3>${status.hub}</h3>
        <span class="kind" title=${status.version ?? ''}>${kindAndVersion(status)}</span>
      </div>
      <p class="card-state">
        <${State} state=${status.state} testId="hub-state" />
        <span class="muted" title=${dateTime(status.since)}>for ${age(status.since, now)}</span>
        <span class="rate-now"><b data-testid="hub-rate">${perSecond}</b> events/s</span>
      </p>
      ${status.reason && html`<p class="reason" data-testid="hub-reason">${status.reason}</p>`}
      ${status.nextAttempt && html`<p class="reason muted" data-testid="hub-next-attempt">${nextAttempt(status.nextAttempt, now)}</p>`}
      <div class="rate"><${Sparkline} history=${history} version=${history.times.at(-1)} label=${`Events per second over the last 5 minutes, now ${perSecond}`} /></div>
      <dl class="facts">
        <${Fact} name="Last event" value=${status.lastEvent ? `${age(status.lastEvent, now)} ago` : none} title=${dateTime(status.lastEvent)} />
        <${Fact} name="Round trip" value=${milliseconds(status.roundTripMs)} />
        <${Fact} name="Clients" value=${count(status.clients)} />
        <${Fact} name="Reconnects" value=${count(status.reconnects)} />
      </dl>
      <p class="topic-counts" data-testid="hub-topics">
        <span><b>${count(topics.live)}</b> live</span>
        <span class=${topics.pending ? 'warn' : ''}><b>${count(topics.pending)}</b> pending</span>
        <span class=${topics.failed ? 'bad' : ''}><b>${count(topics.failed)}</b> failed</span>
        <span class="muted">topics</span>
      </p>
      ${status.commands && html`<${Limits} limits=${status.commands} />`}
      ${fault && html`<p class="reason bad" role="alert">${fault}</p>`}
      <div class="actions">
        <button data-testid="hub-show-events" aria-pressed=${String(chosen)} onClick=${onShow}>${chosen ? 'Show all hubs' : 'Show events'}</button>
        ${isAdmin() && html`<button data-testid="hub-reconnect" disabled=${!online} onClick=${reconnect}>Reconnect</button>`}
      </div>
    </article>`;
}

// How much the hub may be sent; what was refused, or slowed down by the hub itself, stands out.
function Limits({ limits: { perSecond, burst, available, limited, busy } }) {
  return html`
    <p class="topic-counts" data-testid="hub-limits" title=${`${perSecond} commands per second, ${burst} at once`}>
      <span class=${available < burst / 2 ? 'warn' : ''}><b>${count(available)}</b> of ${count(burst)} commands left</span>
      ${limited > 0 && html`<span class="bad"><b>${count(limited)}</b> refused</span>`}
      ${busy && html`<span class="warn" data-testid="hub-busy">the hub is busy: ${number(busy.perSecond)} per second</span>`}
    </p>`;
}

function Fact({ name, value, title }) {
  return html`<div title=${title}><dt>${name}</dt><dd>${value}</dd></div>`;
}

function kindAndVersion({ kind, version = '' }) {
  const { label } = kindOf(kind);
  // Socket.IO servers have their generation for a version, which says the kind already.
  return version.toLowerCase().startsWith(label.toLowerCase()) ? version : `${label} ${version}`;
}

function nextAttempt(at, now) {
  const ms = Date.parse(at) - now;
  return ms > 0 ? `next attempt in ${duration(ms + 999)}, at ${time(at)}` : 'trying now…';
}
