import { html } from '../../lib/preact.js';
import { filter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { useLimits } from '../data/limits.js';
import { useStore } from '../data/store.js';
import { PanelFrame } from '../parts/panel.js';
import { count, number } from '../text/format.js';
import { t } from '../text/words.js';

const outcomes = ['ok', 'sent', 'rejected', 'invalid', 'offline', 'timeout', 'unknown', 'limited', 'expired'];
const tones = { ok: 'good', sent: 'good', rejected: 'bad', timeout: 'warn', unknown: 'warn', limited: 'bad' };

export function Panel() {
  const { list, state, fault } = useLimits();
  const statuses = useStore(hubs).list;
  const { hub } = useStore(filter);
  // A gateway that tells no outcomes still says in each hub's status how much it takes.
  const rows = state === 'known' ? list : statuses.filter(status => status.commands).map(status => ({ hub: status.hub, ...status.commands }));
  const shown = rows.filter(row => !hub || row.hub === hub);
  return html`
    <${PanelFrame} id="limits" title=${t('panel.limits')} summary=${t('limits.about')} tab>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('panel.limits')}>
        ${state === 'asking' && fault && html`<p class="hint bad" role="alert">${fault}</p>`}
        ${state === 'refused' && html`<p class="hint">${t('limits.refused')}</p>`}
        <ul class="limits">${shown.map(row => html`<${Row} key=${row.hub} row=${row} />`)}</ul>
        ${!shown.length && html`<p class="hint">${t('limits.none')}</p>`}
      </div>
    <//>`;
}

function Row({ row: { hub, perSecond, burst, available, inFlight, outcomes: counts, busy } }) {
  const left = Math.max(0, Math.min(burst, available));
  const share = burst ? left / burst : 0;
  const level = share < 0.25 ? ' bad' : share < 0.5 ? ' warn' : '';
  return html`
    <li class="limit" data-testid="limit-row" data-hub=${hub}>
      <h3>${hub}</h3>
      <div class=${`meter${level}`} role="meter" aria-label=${t('limits.bucket', { hub })} aria-valuemin="0" aria-valuemax=${burst} aria-valuenow=${Math.floor(left)}>
        <span style=${{ width: `${(share * 100).toFixed(1)}%` }}></span>
      </div>
      <p class="limit-words">
        <span data-testid="limit-left">${t('limits.left', { available: count(Math.floor(left)), burst: count(burst) })}</span>
        <span class="muted">${t('limits.rate', { perSecond: number(perSecond) })}</span>
        ${inFlight > 0 && html`<span>${t('limits.in_flight', { count: inFlight })}</span>`}
        ${busy && html`<span class="warn" data-testid="hub-busy">${t('hubs.busy', { rate: number(busy.perSecond) })}</span>`}
      </p>
      ${counts && html`
        <ul class="outcome-counts" aria-label=${t('limits.outcomes')}>
          ${outcomes.map(name => html`
            <li key=${name} class=${counts[name] ? tones[name] ?? '' : 'muted'} title=${t(`meaning.${name}`)} data-outcome=${name}><b>${count(counts[name])}</b> ${t(`outcome.${name}`)}</li>`)}
        </ul>`}
    </li>`;
}
